package dev.pith.verifier.text;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.answer.AnswerExtractor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A verifier that was trained on recorded traces: whether an excerpt states the answer that its
 * model will end with. It answers at once, at no cost in tokens, with a calibrated probability.
 *
 * <p>It abstains where the rules find no value, and on every pair of excerpts: that question is not
 * learned. Thread-safe.
 */
public final class TextVerifier implements Verifier {
  private final TextModel model;

  /** Creates a verifier on these weights, see {@link TextModel#shipped}. */
  public TextVerifier(TextModel model) {
    this.model = model;
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return CompletableFuture.completedFuture(
        AnswerExtractor.inExcerpt(question, excerpt)
            .map(
                candidate ->
                    model.ofExcerpt(new StatementReader(question).alone(excerpt, candidate)))
            .map(probability -> new Verdict(probability, 0)));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
