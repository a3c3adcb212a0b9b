package dev.pith.verifier.trace;

import java.util.List;

/**
 * A pair of marks around a model's thinking where it comes inline, in the text of the answer.
 *
 * @param start the mark that opens the thinking, never blank
 * @param end the mark that closes it, never blank, different from {@code start}
 */
public record ThinkTags(String start, String end) {

  /** The pairs that reasoning models are known to write, the most common one first. */
  public static final List<ThinkTags> KNOWN =
      List.of(
          new ThinkTags("<think>", "</think>"),
          new ThinkTags("<thinking>", "</thinking>"),
          new ThinkTags("[THINK]", "[/THINK]"),
          new ThinkTags(
              "<|channel|>analysis<|message|>",
              "<|end|><|start|>assistant<|channel|>final<|message|>"),
          new ThinkTags("<|channel>thought", "<channel|>"),
          new ThinkTags("<|START_THINKING|>", "<|END_THINKING|>"),
          new ThinkTags("<seed:think>", "</seed:think>"),
          new ThinkTags("<reasoning>", "</reasoning>"));

  /** Refuses marks that could not be told from ordinary text, or from each other. */
  public ThinkTags {
    if (start.isBlank() || end.isBlank() || start.equals(end)) {
      throw new IllegalArgumentException(
          "tags must differ and not be blank: '" + start + "', '" + end + "'");
    }
  }
}
