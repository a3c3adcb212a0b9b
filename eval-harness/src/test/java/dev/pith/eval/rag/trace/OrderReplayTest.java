package dev.pith.eval.rag.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.rag.trace.OrderReplay.Kind;
import dev.pith.eval.rag.trace.OrderReplay.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderReplayTest {
  private static final double EXACT = 1e-12;

  private final RetrievalLog log = log("1 2 3", "2 1 3");

  @Test
  void optimal_swapsAreFree_allIsReused() {
    Outcome outcome = new OrderReplay(0).run(log, Kind.OPTIMAL);

    assertThat(outcome.reused()).isCloseTo(0.5, within(EXACT));
    assertThat(outcome.distance()).isCloseTo(1 / 3.0 / 2, within(EXACT));
    assertThat(outcome.ofOptimum()).isEqualTo(1);
    assertThat(outcome.proven()).isEqualTo(1);
  }

  @Test
  void optimal_swapsCostMoreThanTheyGive_nothingIsMoved() {
    Outcome outcome = new OrderReplay(31).run(log, Kind.OPTIMAL);

    assertThat(outcome.reused()).isZero();
    assertThat(outcome.distance()).isZero();
    assertThat(outcome.ofOptimum()).isEqualTo(1);
  }

  @Test
  void retrieval_otherOrder_reusesNothingAndIsToldBesideTheOptimum() {
    Outcome outcome = new OrderReplay(0).run(log, Kind.RETRIEVAL);

    assertThat(outcome.reused()).isZero();
    assertThat(outcome.distance()).isZero();
    assertThat(outcome.ofOptimum()).isZero();
  }

  @Test
  void greedy_aLongChunkLeadsAstray_isBelowTheOptimum() {
    // The longest first chunk is 3, behind which nothing was sent; 1 and 2 are worth more together.
    RetrievalLog trap =
        new RetrievalLog(
            "trap",
            "tokens",
            List.of(
                List.of(new LoggedChunk(1, 10), new LoggedChunk(2, 10)),
                List.of(new LoggedChunk(3, 15)),
                List.of(new LoggedChunk(1, 10), new LoggedChunk(2, 10), new LoggedChunk(3, 15))));

    Outcome greedy = new OrderReplay(0).run(trap, Kind.GREEDY);

    assertThat(greedy.ofOptimum()).isCloseTo(15 / 20.0, within(EXACT));
    assertThat(greedy.reused()).isCloseTo(15 / 70.0, within(EXACT));
  }

  private static RetrievalLog log(String... requests) {
    return new RetrievalLog(
        "log", "tokens", Arrays.stream(requests).map(OrderReplayTest::request).toList());
  }

  private static List<LoggedChunk> request(String numbers) {
    return Arrays.stream(numbers.split(" ", -1))
        .map(number -> new LoggedChunk(Integer.parseInt(number), 10))
        .toList();
  }
}
