package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RuleVerifierTest {
  private static final Optional<Verdict> YES = Optional.of(Verdict.certain(true));
  private static final Optional<Verdict> NO = Optional.of(Verdict.certain(false));

  private final Verifier rules = RuleVerifier.of(TrimSettings.faithful());

  @Test
  void statesAnswer_plainAnswer_isYes() {
    assertThat(now(rules.statesAnswer("", "So the answer is 42."))).isEqualTo(YES);
  }

  @Test
  void statesAnswer_intermediateResultOrNothing_abstains() {
    assertThat(now(rules.statesAnswer("", "6 * 7 = 42"))).isEmpty();
    assertThat(now(rules.statesAnswer("", "Let me draw the triangle first."))).isEmpty();
  }

  @Test
  void sameAnswer_comparesTheStatedAnswers() {
    assertThat(now(rules.sameAnswer("", "The answer is 1/2.", "The answer is 0.5.")))
        .isEqualTo(YES);
    assertThat(now(rules.sameAnswer("", "The answer is 1/2.", "The answer is 0.6."))).isEqualTo(NO);
  }

  @Test
  void sameAnswer_undecided_abstains() {
    assertThat(now(rules.sameAnswer("", "The answer is 42.", "Let me see."))).isEmpty();
    assertThat(now(rules.sameAnswer("", "The answer is x^2+2x+1.", "The answer is (x+1)^2.")))
        .isEmpty();
  }

  @Test
  void of_pithMode_leavesTheRulesToTheTrimmer() {
    Verifier verifier = RuleVerifier.of(TrimSettings.pith());

    assertThat(now(verifier.statesAnswer("", "So the answer is 42."))).isEmpty();
    assertThat(now(verifier.sameAnswer("", "It is 1.", "It is 1."))).isEmpty();
  }

  private static Optional<Verdict> now(CompletionStage<Optional<Verdict>> verdict) {
    return verdict.toCompletableFuture().getNow(Optional.of(new Verdict(0.5, 999)));
  }
}
