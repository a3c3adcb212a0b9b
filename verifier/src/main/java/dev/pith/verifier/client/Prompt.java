package dev.pith.verifier.client;

import dev.pith.verifier.VerifierPrompts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * A question in the words that a model is asked in: what all questions share, then what those about
 * one user's question share, then the rest.
 *
 * @param instructions what all share; empty when there are none
 * @param earlier messages before the question, the first by the user, then in turns
 * @param message the question
 */
record Prompt(String instructions, List<String> earlier, String message) {

  /** A longer question of the user is shown by its beginning and its end. */
  static final int MAX_QUESTION_CHARS = 6_000;

  private static final String LEFT_OUT = "\n[...]\n";

  static Prompt statesAnswer(boolean instructed, String question, String excerpt) {
    return new Prompt(
        instructed ? VerifierPrompts.instructions() : "",
        List.of(),
        VerifierPrompts.statesAnswer(bounded(question), excerpt));
  }

  /** The order of the excerpts makes no difference, so that both orders are one prompt. */
  static Prompt sameAnswer(boolean instructed, String question, String first, String second) {
    boolean inOrder = first.compareTo(second) <= 0;
    return new Prompt(
        instructed ? VerifierPrompts.instructions() : "",
        List.of(),
        VerifierPrompts.sameAnswer(
            bounded(question), inOrder ? first : second, inOrder ? second : first));
  }

  /**
   * A model that was trained on this question finds the thinking in the answer before it; the
   * templates of others leave it out there, so they are shown it as an excerpt.
   */
  static Prompt stepIsRight(boolean instructed, String question, String thinking) {
    return instructed
        ? new Prompt(
            VerifierPrompts.stepInstructions(),
            List.of(),
            VerifierPrompts.stepIsRight(bounded(question), thinking))
        : new Prompt("", List.of(question, thinking), VerifierPrompts.stepIsRight());
  }

  /** Returns what stands for this prompt where prompts are remembered: no text is kept. */
  ByteBuffer digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      earlier.forEach(each -> sha.update(each.getBytes(StandardCharsets.UTF_8)));
      return ByteBuffer.wrap(sha.digest(message.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the prompt for a route without a chat template. */
  String asText() {
    StringBuilder text = new StringBuilder(instructions.isEmpty() ? "" : instructions + "\n\n");
    earlier.forEach(each -> text.append(each).append("\n\n"));
    return text.append(message).append("\nAnswer:").toString();
  }

  private static String bounded(String question) {
    if (question.length() <= MAX_QUESTION_CHARS) {
      return question;
    }
    int half = (MAX_QUESTION_CHARS - LEFT_OUT.length()) / 2;
    return question.substring(0, half) + LEFT_OUT + question.substring(question.length() - half);
  }
}
