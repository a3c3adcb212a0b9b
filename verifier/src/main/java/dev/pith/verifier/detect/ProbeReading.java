package dev.pith.verifier.detect;

import dev.pith.verifier.answer.AnswerExtractor;
import java.util.List;
import java.util.Optional;

/**
 * What a model has written when it was probed.
 *
 * @param tokens the tokens in order; empty when the probe failed
 * @param cost what it has cost
 */
public record ProbeReading(List<NextToken> tokens, ProbeCost cost) {

  /** Keeps its own copy of the list. */
  public ProbeReading {
    tokens = List.copyOf(tokens);
  }

  /** Returns a probe that has told nothing. */
  public static ProbeReading failed(ProbeCost cost) {
    return new ProbeReading(List.of(), cost);
  }

  /**
   * Returns the answer that was given in {@link Prober.Place#IN_ANSWER}: up to the end of its
   * sentence or line, without its frame. Empty when there is none.
   *
   * @param question the user's question; empty when unknown
   * @param opener the words behind which the model went on
   */
  public Optional<String> answer(String question, String opener) {
    StringBuilder text = new StringBuilder();
    ForcedAnswer.tokens(this).forEach(token -> text.append(token.text()));
    String written = text.toString().strip();
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(AnswerExtractor.ofAnswer(question, opener + " " + written).orElse(written));
  }
}
