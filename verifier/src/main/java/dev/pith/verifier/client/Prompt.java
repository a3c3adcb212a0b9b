package dev.pith.verifier.client;

import dev.pith.verifier.VerifierPrompts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A question in the words that a model is asked in: what all questions share, then what those about
 * one user's question share, then the rest.
 *
 * @param instructions what all share; empty when there are none
 * @param message the question
 */
record Prompt(String instructions, String message) {

  /** A longer question of the user is shown by its beginning and its end. */
  static final int MAX_QUESTION_CHARS = 6_000;

  private static final String LEFT_OUT = "\n[...]\n";

  static Prompt statesAnswer(boolean instructed, String question, String excerpt) {
    return new Prompt(
        instructed ? VerifierPrompts.instructions() : "",
        VerifierPrompts.statesAnswer(bounded(question), excerpt));
  }

  /** The order of the excerpts makes no difference, so that both orders are one prompt. */
  static Prompt sameAnswer(boolean instructed, String question, String first, String second) {
    boolean inOrder = first.compareTo(second) <= 0;
    return new Prompt(
        instructed ? VerifierPrompts.instructions() : "",
        VerifierPrompts.sameAnswer(
            bounded(question), inOrder ? first : second, inOrder ? second : first));
  }

  /** Returns what stands for this prompt where prompts are remembered: no text is kept. */
  ByteBuffer digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha.digest(message.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the prompt for a route without a chat template. */
  String asText() {
    return (instructions.isEmpty() ? "" : instructions + "\n\n") + message + "\nAnswer:";
  }

  private static String bounded(String question) {
    if (question.length() <= MAX_QUESTION_CHARS) {
      return question;
    }
    int half = (MAX_QUESTION_CHARS - LEFT_OUT.length()) / 2;
    return question.substring(0, half) + LEFT_OUT + question.substring(question.length() - half);
  }
}
