package dev.pith.ragcache.engine.token;

import java.util.Set;

/**
 * What model families call their control tokens. Files tell too little: many give one end token
 * where the model uses two, and some give the marks of a turn the type of ordinary additions.
 */
final class ControlNames {

  /** Tokens with which models end an answer, or begin another document. */
  private static final Set<String> ENDS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<EOT>",
          "_<EOT>",
          "<｜end▁of▁sentence｜>",
          "<|fim_pad|>",
          "<fim-pad>",
          "<PAD>",
          "<|fim_repo|>",
          "<|repo_name|>",
          "<fim-repo>",
          "<REPO>",
          "<|file_sep|>");

  /** Tokens that frame a gap to be filled in. */
  private static final Set<String> GAPS =
      Set.of(
          "<|fim_prefix|>",
          "<fim-prefix>",
          "<｜fim▁begin｜>",
          "<PRE>",
          "<|fim_suffix|>",
          "<fim-suffix>",
          "<｜fim▁hole｜>",
          "<SUF>",
          "<|fim_middle|>",
          "<fim-middle>",
          "<｜fim▁end｜>",
          "<MID>");

  private static final Set<String> TURNS = Set.of("<start_of_turn>", "[INST]", "[/INST]");

  private ControlNames() {}

  /** Tells whether a model ends its answer with a token of this name. */
  static boolean endsGeneration(String name) {
    return ENDS.contains(name);
  }

  /** Tells whether a token of this name is a control token whatever its file says. */
  static boolean isControl(String name) {
    return ENDS.contains(name) || GAPS.contains(name);
  }

  /** Tells whether a token that was added to a vocabulary looks like a control token. */
  static boolean looksLikeControl(String name) {
    return TURNS.contains(name)
        || (name.startsWith("<|") && name.endsWith("|>"))
        || (name.startsWith("<｜") && name.endsWith("｜>"));
  }
}
