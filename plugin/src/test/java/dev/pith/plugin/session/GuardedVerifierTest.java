package dev.pith.plugin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardedVerifierTest {

  private static final OptionalLong UNKNOWN = OptionalLong.empty();
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final Optional<Verdict> UNPRICED =
      Optional.of(Verdict.abstention(OptionalLong.empty()));

  private final AtomicInteger failures = new AtomicInteger();
  private final List<OptionalLong> prices = new ArrayList<>();
  private final OpenQuestions delegate = new OpenQuestions();

  /** Answers nothing by itself. */
  private static final class OpenQuestions implements Verifier {
    final List<String> asked = new ArrayList<>();
    final List<CompletableFuture<Optional<Verdict>>> open = new ArrayList<>();

    @Override
    public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
      return ask(question + "|" + excerpt);
    }

    @Override
    public CompletionStage<Optional<Verdict>> sameAnswer(
        String question, String first, String second) {
      return ask(question + "|" + first + "|" + second);
    }

    private CompletionStage<Optional<Verdict>> ask(String what) {
      asked.add(what);
      open.add(new CompletableFuture<>());
      return open.get(open.size() - 1);
    }
  }

  @Test
  void ask_verdict_isPassedOn() {
    GuardedVerifier guarded = guarded(LONG, 2);

    CompletableFuture<?> states = guarded.statesAnswer("q", "e").toCompletableFuture();
    CompletableFuture<?> same = guarded.sameAnswer("q", "a", "b").toCompletableFuture();
    delegate.open.get(0).complete(Optional.of(new Verdict(1.0, 9)));
    delegate.open.get(1).complete(Optional.empty());

    assertThat(delegate.asked).containsExactly("q|e", "q|a|b");
    assertThat(states.join()).isEqualTo(Optional.of(new Verdict(1.0, 9)));
    assertThat(same.join()).isEqualTo(Optional.empty());
    assertThat(prices).containsExactly(OptionalLong.of(9), OptionalLong.of(0));
    assertThat(failures).hasValue(0);
  }

  @Test
  void ask_failure_isAnAbstentionAndFreesItsPlace() {
    GuardedVerifier guarded = guarded(LONG, 1);

    for (int i = 0; i < 3; i++) {
      CompletableFuture<?> verdict = guarded.statesAnswer("q", "e").toCompletableFuture();
      delegate.open.get(i).completeExceptionally(new IllegalStateException("down"));
      assertThat(verdict.join()).isEqualTo(UNPRICED);
    }

    assertThat(prices).containsExactly(UNKNOWN, UNKNOWN, UNKNOWN);
    assertThat(delegate.asked).hasSize(3);
    assertThat(failures).hasValue(3);
  }

  @Test
  void ask_deadlinePassed_isAnAbstentionAndTheQuestionIsCancelled() throws Exception {
    GuardedVerifier guarded = guarded(Duration.ofMillis(1), 1);

    Object verdict = guarded.statesAnswer("q", "e").toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(verdict).isEqualTo(UNPRICED);
    assertThat(delegate.open.get(0)).isCancelled();
    assertThat(failures).hasValue(1);
  }

  @Test
  void ask_tooManyOpenQuestions_isAnAbstentionWithoutAsking() {
    GuardedVerifier guarded = guarded(LONG, 2);
    guarded.statesAnswer("q", "1");
    guarded.statesAnswer("q", "2");

    CompletableFuture<?> third = guarded.statesAnswer("q", "3").toCompletableFuture();
    delegate.open.get(0).complete(Optional.empty());
    guarded.statesAnswer("q", "4");

    assertThat(third.join()).isEqualTo(Optional.empty());
    assertThat(delegate.asked).containsExactly("q|1", "q|2", "q|4");
    assertThat(prices).as("what was not asked has no price").containsExactly(OptionalLong.of(0));
    assertThat(failures).hasValue(1);
  }

  @Test
  void ask_priceThatCannotBe_isUnknown() {
    GuardedVerifier guarded = guarded(LONG, 1);

    CompletableFuture<?> verdict = guarded.statesAnswer("q", "e").toCompletableFuture();
    delegate.open.get(0).complete(Optional.of(new Verdict(1.0, Long.MAX_VALUE)));

    assertThat(verdict.join()).isEqualTo(Optional.of(new Verdict(1.0, 0).withTokens(UNKNOWN)));
    assertThat(prices).containsExactly(UNKNOWN);
  }

  @Test
  void create_noPlaces_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guarded(LONG, 0))
        .withMessage("concurrency must be at least 1: 0");
  }

  private GuardedVerifier guarded(Duration deadline, int concurrency) {
    return new GuardedVerifier(
        delegate, deadline, concurrency, failures::incrementAndGet, prices::add);
  }
}
