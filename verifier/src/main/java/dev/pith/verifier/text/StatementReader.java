package dev.pith.verifier.text;

import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.answer.CandidateAnswer.Strength;

/**
 * Follows the statements of one trace and tells how probable it is that each is the final answer.
 *
 * <p>It remembers a bounded number of answers. Instances serve one trace and are not thread-safe.
 */
public final class StatementReader {
  private final ExcerptCues excerpts;
  private final StatementHistory history;

  /**
   * Begins a trace.
   *
   * @param question the user's question; empty when unknown
   */
  public StatementReader(String question) {
    excerpts = new ExcerptCues(question);
    history = new StatementHistory(question);
  }

  /**
   * Takes the next statement of the trace and returns its cues, for {@link #probability} and for
   * training.
   *
   * @param excerpt the last sentences of the thought
   * @param candidate the answer that they state
   * @param atToken position in the trace, not before that of an earlier statement
   * @return numbers in [0, {@link #cues()}), ascending
   */
  public int[] next(String excerpt, CandidateAnswer candidate, long atToken) {
    Cues cues = new Cues(candidate.strength() == Strength.STRONG);
    excerpts.addTo(cues, excerpt, candidate);
    history.addTo(cues, candidate, atToken);
    return cues.toArray();
  }

  /** Returns the cues of an excerpt alone, in the same numbers. */
  public int[] alone(String excerpt, CandidateAnswer candidate) {
    Cues cues = new Cues(candidate.strength() == Strength.STRONG);
    excerpts.addTo(cues, excerpt, candidate);
    return cues.toArray();
  }

  /** Returns the probability, in [0, 1], that a statement with these cues is the final answer. */
  public static double probability(TextModel model, int[] cues) {
    return model.inTrace(cues);
  }

  /** Returns the same of cues of an excerpt alone. */
  public static double probabilityAlone(TextModel model, int[] cues) {
    return model.ofExcerpt(cues);
  }

  /** Returns how many cues there are. */
  public static int cues() {
    return Cues.SIZE;
  }
}
