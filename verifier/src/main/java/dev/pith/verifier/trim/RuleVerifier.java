package dev.pith.verifier.trim;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The deterministic verifier: answers from rules, without a model, at once and at no cost.
 *
 * <p>It says Yes to an excerpt that states a candidate answer and abstains on any other: no rule
 * can tell that a text holds no answer. Two excerpts are compared by their candidates. Instances
 * have no state and are thread-safe.
 */
public final class RuleVerifier implements Verifier {

  private RuleVerifier() {}

  /**
   * Returns the deterministic verifier for a trimmer with these settings. In PITH mode the trimmer
   * applies the same rules itself and asks only what they leave open, so that this one abstains.
   */
  public static Verifier of(TrimSettings settings) {
    return settings.mode() == TrimSettings.Mode.PITH ? Verifier.abstaining() : new RuleVerifier();
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return CompletableFuture.completedFuture(
        AnswerExtractor.inExcerpt(question, excerpt)
            .filter(found -> found.strength() == CandidateAnswer.Strength.STRONG)
            .map(found -> Verdict.certain(true)));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    AnswerExtractor answers = new AnswerExtractor(question);
    Optional<CandidateAnswer> one = answers.inExcerpt(first);
    Optional<CandidateAnswer> two = answers.inExcerpt(second);
    if (one.isEmpty() || two.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Agreement agreement = AnswerEquivalence.compare(one.get().text(), two.get().text(), question);
    return CompletableFuture.completedFuture(
        agreement == Agreement.UNDECIDED
            ? Optional.empty()
            : Optional.of(Verdict.certain(agreement == Agreement.EQUAL)));
  }
}
