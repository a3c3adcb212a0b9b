package dev.pith.ragcache.generate;

/** Why a generation ended. */
public enum FinishReason {
  /** The model ended it, or a stop token came. */
  END,
  /** A stop text came. */
  STOP_TEXT,
  /** The limit of tokens was reached. */
  MAX_TOKENS,
  /** The context is full. */
  CONTEXT_FULL
}
