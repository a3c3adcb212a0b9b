package dev.pith.ragcache.engine.token;

import java.util.OptionalInt;

/** Turns text into the token ids of a model and back. Immutable and thread-safe. */
public interface Tokenizer {

  /** Returns how many tokens there are; ids are in [0, size). */
  int size();

  /**
   * Returns the ids of a text.
   *
   * @param addSpecial whether the begin (and end) tokens that the model wants are added
   * @param parseSpecial whether control tokens written out in the text become their ids; never for
   *     text of a user, who could forge a turn. User-defined tokens become their ids always.
   */
  int[] encode(String text, boolean addSpecial, boolean parseSpecial);

  /**
   * Returns the bytes that a token stands for, which may end inside a character.
   *
   * @param renderSpecial whether control tokens are written out; otherwise they are empty
   */
  byte[] bytes(int token, boolean renderSpecial);

  /** Returns a decoder for the tokens of one text as they come. */
  Detokenizer detokenizer(boolean renderSpecial);

  /** Returns the id of a token by its text in the vocabulary, control tokens included. */
  OptionalInt idOf(String token);

  /** Returns the token's text as the vocabulary has it, for reports. */
  String nameOf(int token);

  /** Returns the token that begins a text. */
  OptionalInt bos();

  /** Returns the token that ends a text. */
  OptionalInt eos();

  /** Tells whether the model ends its answer with this token. */
  boolean endsGeneration(int token);
}
