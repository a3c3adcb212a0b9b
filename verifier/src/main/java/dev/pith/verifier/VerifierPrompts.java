package dev.pith.verifier;

/**
 * The words in which a model is asked the verifier's questions.
 *
 * <p>The small model of Pith's own is trained on exactly these texts; other models are given {@link
 * #instructions} before them. The answer is one word, {@value #YES} or {@value #NO}. The question
 * comes first, so that all that is asked about one question shares a prefix.
 */
public final class VerifierPrompts {

  /** The word that affirms. */
  public static final String YES = "Yes";

  /** The word that denies. */
  public static final String NO = "No";

  private static final String STATES_ANSWER = "Does the excerpt state the answer? Reply Yes or No.";
  private static final String SAME_ANSWER = "Do both give the same answer? Reply Yes or No.";
  private static final String STEP_IS_RIGHT = "Is the last step right? Reply Yes or No.";

  private static final String INSTRUCTIONS =
      """
      You read excerpts of somebody's thinking about a question. You do not answer the question. \
      You reply with one word, Yes or No.

      "Does the excerpt state the answer?" Yes if it names a value as the answer to this very \
      question, even if it goes on to check it. No if the value is only a step on the way, if the \
      excerpt rejects it, or if there is none.
      "Do both give the same answer?" Yes if they end in the same answer, whatever its words and \
      its format. No if the values differ, if equal values stand for different things, or if one of \
      them rejects its value.

      Examples:

      A box holds 6 pens. How many pens are in 7 boxes?

      Excerpt: 6 times 7 is 42. So there are 42 pens in all.

      Does the excerpt state the answer? Reply Yes or No.
      Yes

      A book costs $8 and a pen $2. What do 3 books and a pen cost?

      Excerpt: The books cost 3 * 8 = 24 dollars. Now the pen.

      Does the excerpt state the answer? Reply Yes or No.
      No

      What is 15% of 80?

      Excerpt: Is it 15? No, that cannot be right, let me do it again.

      Does the excerpt state the answer? Reply Yes or No.
      No

      What is 1 divided by 2?

      First: So the answer is 0.5.

      Second: Checking again, I get 1/2.

      Do both give the same answer? Reply Yes or No.
      Yes

      Which is the largest? (A) Mars (B) Jupiter (C) Venus

      First: It must be Jupiter.

      Second: So the answer is (B).

      Do both give the same answer? Reply Yes or No.
      Yes

      Tom is 12 and Ann is 3 years older. How old is Ann?

      First: Ann is 15.

      Second: Tom is 12, so the answer is 12.

      Do both give the same answer? Reply Yes or No.
      No

      Now the real one.""";

  private static final String STEP_INSTRUCTIONS =
      """
      You read somebody's thinking about a question, up to some step. You do not answer the \
      question. You reply with one word, Yes or No.

      "Is the last step right?" Yes if what the last step says follows from the question and from \
      what was said before it, even if it is only a step on the way. No if it holds a slip, if it \
      builds on one, or if it leads nowhere.

      Examples:

      A box holds 6 pens. How many pens are in 7 boxes?

      Thinking: There are 7 boxes of 6 pens. So I multiply: 6 times 7 is 42.

      Is the last step right? Reply Yes or No.
      Yes

      A book costs $8 and a pen $2. What do 3 books and a pen cost?

      Thinking: The books cost 3 * 8 = 21 dollars.

      Is the last step right? Reply Yes or No.
      No

      Now the real one.""";

  private VerifierPrompts() {}

  /**
   * Returns what comes before every question to a model that was not trained on them: what it is to
   * do, and an example of each kind. The same for all questions.
   */
  public static String instructions() {
    return INSTRUCTIONS;
  }

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

  /** Returns what comes before {@link #stepIsRight(String, String)}, the same for all questions. */
  public static String stepInstructions() {
    return STEP_INSTRUCTIONS;
  }

  /**
   * Returns the message that asks a model that was not trained on it for a process reward.
   *
   * @param question the user's question
   * @param thinking from its beginning to the end of the step
   */
  public static String stepIsRight(String question, String thinking) {
    return question + "\n\nThinking: " + thinking + "\n\n" + STEP_IS_RIGHT;
  }
}
