package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.TokenScores;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapturedTracesTest {
  private static final String THINKING = "One two.\n\nBut three.\n\nSo four.";
  private static final TokenScores TOKENS =
      TokenTexts.of("One", " two", ".\n\n", "But", " three", ".\n\n", "So", " four", ".");

  @Test
  void of_trace_tellsPlacesTokensAndSurprisal() {
    CapturedSteps captured = captured(THINKING);

    assertThat(captured.steps())
        .containsExactly(
            new CapturedSteps.Step(0, 3, 0),
            new CapturedSteps.Step(10, 3, 0.03),
            new CapturedSteps.Step(22, 3, 0.06));
  }

  @Test
  void prune_captured_isAsWithTheTokens() {
    TraceSteps steps = TraceSteps.paragraphs(THINKING);
    CapturedSteps captured = captured(THINKING);

    PrunedTrace pruned =
        SurprisalPruner.prune(
            steps,
            captured.scores(steps),
            captured.counts(steps),
            Budget.ofTokens(6),
            new BitSet());

    assertThat(pruned.keptSteps()).containsExactly(1, 2);
    assertThat(pruned.tokensBefore()).isEqualTo(9);
    assertThat(pruned.source()).isEqualTo(ScoreSource.CAPTURED);
    assertThat(pruned.scorer()).isEqualTo("m");
  }

  @Test
  void scores_otherSteps_areUnknownAndNotCounted() {
    TraceSteps other = TraceSteps.paragraphs("One two.\n\nAnd three.\n\nSo.");
    CapturedSteps captured = new CapturedSteps("m", List.of(new CapturedSteps.Step(0, 3, 1.5)));

    assertThat(captured.scores(other).unknown()).isEqualTo(2);
    assertThat(captured.covers(other)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> captured.counts(other));
  }

  @Test
  void of_withOtherWhiteSpaceAround_isFoundAtItsPlaces() {
    CapturedTraces store = new CapturedTraces(10);
    store.put(THINKING, captured(THINKING));

    CapturedSteps found = store.of("\n" + THINKING + "\n\n").orElseThrow();

    TraceSteps steps = TraceSteps.paragraphs("\n" + THINKING + "\n\n");
    assertThat(found.covers(steps)).isTrue();
    assertThat(found.scores(steps).of(1)).isCloseTo(0.03, within(1e-12));
    assertThat(store.of("another")).isEmpty();
    assertThat(store.status()).containsEntry("found", 1L).containsEntry("missed", 1L);
  }

  @Test
  void put_more_dropsWhatWasNotUsedForLongest() {
    CapturedTraces store = new CapturedTraces(6);
    store.put("a", steps(3));
    store.put("b", steps(3));
    store.of("a");

    store.put("c", steps(3));

    assertThat(store.of("a")).isPresent();
    assertThat(store.of("b")).isEmpty();
    assertThat(store.of("c")).isPresent();
    assertThat(store.status()).containsEntry("steps", 6L).containsEntry("dropped", 1L);
  }

  @Test
  void put_sameAgainOrTooLong_countsOnce() {
    CapturedTraces store = new CapturedTraces(6);
    store.put("a", steps(3));
    store.put("a", steps(4));
    store.put("b", steps(7));

    assertThat(store.status())
        .containsEntry("steps", 4L)
        .containsEntry("traces", 1)
        .containsEntry("dropped", 1L);
    assertThat(store.of("a").orElseThrow().steps()).hasSize(4);
  }

  @Test
  void put_manyTraces_staysBounded() {
    CapturedTraces store = new CapturedTraces(50);

    for (int i = 0; i < 5_000; i++) {
      store.put("trace " + i, steps(i % 7));
    }

    assertThat((long) store.status().get("steps")).isLessThanOrEqualTo(50);
    assertThat((int) store.status().get("traces")).isLessThanOrEqualTo(50);
    assertThat(store.of("trace 4999")).isPresent();
  }

  private static CapturedSteps captured(String thinking) {
    return CapturedSteps.of(TraceSteps.paragraphs(thinking), TOKENS, "m");
  }

  private static CapturedSteps steps(int count) {
    return new CapturedSteps(
        "m", IntStream.range(0, count).mapToObj(i -> new CapturedSteps.Step(i, 1, i)).toList());
  }
}
