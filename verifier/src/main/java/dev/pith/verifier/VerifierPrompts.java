package dev.pith.verifier;

/**
 * The words in which a small model of Pith's own is asked the verifier's questions.
 *
 * <p>It is trained on exactly these texts and answers with one word, {@value #YES} or {@value #NO}.
 * The question comes first, so that all that is asked about one question shares a prefix.
 */
public final class VerifierPrompts {

  /** The word that affirms. */
  public static final String YES = "Yes";

  /** The word that denies. */
  public static final String NO = "No";

  private static final String STATES_ANSWER = "Does the excerpt state the answer? Reply Yes or No.";
  private static final String SAME_ANSWER = "Do both give the same answer? Reply Yes or No.";
  private static final String STEP_IS_RIGHT = "Is the last step right? Reply Yes or No.";

  private VerifierPrompts() {}

  /**
   * Returns the message that asks {@link Verifier#statesAnswer}.
   *
   * @param question the user's question
   * @param excerpt the last sentences of a thought
   */
  public static String statesAnswer(String question, String excerpt) {
    return question + "\n\nExcerpt: " + excerpt + "\n\n" + STATES_ANSWER;
  }

  /**
   * Returns the message that asks {@link Verifier#sameAnswer}.
   *
   * @param question the user's question
   * @param first the earlier excerpt
   * @param second the later excerpt
   */
  public static String sameAnswer(String question, String first, String second) {
    return question + "\n\nFirst: " + first + "\n\nSecond: " + second + "\n\n" + SAME_ANSWER;
  }

  /**
   * Returns the message that asks for a process reward. It follows the user's question and a
   * message of the assistant that holds the thinking so far, from its start tag to the end of the
   * step; its probability of {@value #YES} is the reward.
   */
  public static String stepIsRight() {
    return STEP_IS_RIGHT;
  }
}
