package dev.pith.ragcache.engine.token;

/** Decodes the tokens of one text as they come, never splitting a character. Not thread-safe. */
public interface Detokenizer {

  /** Returns the text that is complete with this token; may be empty. */
  String next(int token);

  /** Returns what is left: each incomplete character as U+FFFD. */
  String end();
}
