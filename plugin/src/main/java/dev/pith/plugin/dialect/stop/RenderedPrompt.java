package dev.pith.plugin.dialect.stop;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.verifier.trace.ThinkTags;
import java.util.List;

/** A prompt as a server's chat template writes it. */
final class RenderedPrompt {

  /** Texts by which templates end a turn. */
  private static final List<String> TURN_ENDS =
      List.of(
          "<|im_end|>",
          "<|eot_id|>",
          "<|end_of_turn|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<|return|>",
          "</s>",
          "[/INST]",
          "<｜end▁of▁sentence｜>");

  private RenderedPrompt() {}

  /**
   * Returns the prompt with the kept thinking behind it, closed.
   *
   * @throws IllegalArgumentException if the server rendered nothing
   */
  static String goingOn(String prompt, CutPoint cut, ContinuationShape shape) {
    if (prompt.isEmpty()) {
      throw new IllegalArgumentException("the server rendered no prompt");
    }
    return close(prompt, cut.kept() + cut.guide(), shape);
  }

  /** Returns a prompt with a thinking behind it, left open. */
  static String open(String prompt, String thinking, ContinuationShape shape) {
    if (!opensThinking(prompt, shape)) {
      return prompt + shape.open(thinking);
    }
    boolean ownLine = prompt.endsWith("\n") && thinking.startsWith("\n");
    return (ownLine ? prompt.substring(0, prompt.length() - 1) : prompt) + thinking;
  }

  /** Returns a prompt with a thinking behind it, closed. */
  static String close(String prompt, String thinking, ContinuationShape shape) {
    String opened = open(prompt, thinking, shape);
    return opened.substring(0, opened.length() - thinking.length()) + shape.close(thinking);
  }

  /** Tells whether a prompt ends inside a thinking, so that the model begins with it. */
  static boolean opensThinking(String prompt, ContinuationShape shape) {
    String tag = shape.opening().strip();
    return !tag.isEmpty() && prompt.stripTrailing().endsWith(tag);
  }

  /**
   * Returns what is wrong with a prompt that should end with a closed thinking; empty if nothing
   * is.
   *
   * @param thinking the text of the thinking, which occurs nowhere else
   * @param head the beginning of the answer, maybe empty
   */
  static String faultOf(String prompt, String thinking, String head, ContinuationShape shape) {
    int at = prompt.lastIndexOf(thinking);
    if (at < 0) {
      return "the template drops thinking";
    }
    String after = prompt.substring(at + thinking.length());
    String endTag = shape.closing().strip();
    int end = after.indexOf(endTag);
    if (end < 0) {
      return "the template leaves the thinking open";
    }
    if (!after.substring(0, end).isBlank()) {
      return "the template adds to the thinking";
    }
    String answer = after.substring(end + endTag.length());
    if (TURN_ENDS.stream().anyMatch(answer::contains)) {
      return "the template ends the turn";
    }
    if (ThinkTags.KNOWN.stream().anyMatch(tags -> answer.contains(tags.start()))) {
      return "the template opens a thinking again";
    }
    return answer.strip().equals(head.strip()) ? "" : "the template adds to the answer";
  }
}
