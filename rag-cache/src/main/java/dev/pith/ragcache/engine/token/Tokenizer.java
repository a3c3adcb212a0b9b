package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns text into the token ids of a model and back. Immutable and thread-safe.
 *
 * <p>A surrogate without its partner is no character; it is encoded as U+FFFD.
 */
public interface Tokenizer {

  /**
   * Reads the tokenizer of a model file: SentencePiece, or byte-level BPE with the pre-tokenizer of
   * GPT-2, Llama 3, Qwen 2 or SmolLM.
   *
   * @throws ModelFileException when the file has none of these, or one that is broken
   */
  static Tokenizer of(GgufMetadata metadata) throws ModelFileException {
    return VocabularyTokenizer.read(metadata, Optional.empty());
  }

  /**
   * Reads the tokenizer of a model file whose pre-tokenizer is missing, or has a name that is not
   * known. The tokens are wrong where the one taken splits a text in other ways.
   *
   * @param preTokenizer the pre-tokenizer to take, as files name it: {@code qwen2}
   * @throws ModelFileException also when there is no pre-tokenizer of this name
   */
  static Tokenizer of(GgufMetadata metadata, String preTokenizer) throws ModelFileException {
    return VocabularyTokenizer.read(metadata, Optional.of(preTokenizer));
  }

  /** Returns how many tokens there are; ids are in [0, size). */
  int size();

  /**
   * Returns the ids of a text.
   *
   * @param addSpecial whether the begin (and end) tokens that the model wants are added
   * @param parseSpecial whether control tokens written out in the text become their ids; never for
   *     text of a user, who could forge a turn. User-defined tokens become their ids always.
   */
  default int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return encode(List.of(new TextPiece(text, parseSpecial)), addSpecial);
  }

  /**
   * Returns the ids of a text that is given in pieces, as if it had been given whole: only a
   * control token must be written within pieces that allow it.
   *
   * @param addSpecial whether the begin (and end) tokens that the model wants are added
   */
  int[] encode(List<TextPiece> pieces, boolean addSpecial);

  /**
   * Returns the bytes that a token stands for, which may end inside a character.
   *
   * @param renderSpecial whether control tokens are written out; otherwise they are empty
   */
  byte[] bytes(int token, boolean renderSpecial);

  /** Returns a decoder for the tokens of one text from its beginning. */
  Detokenizer detokenizer(boolean renderSpecial);

  /**
   * Returns a decoder for the tokens that go on after others, which are decoded already or are a
   * prompt: a space that belongs to the text is kept where {@link #detokenizer} would take it for
   * the one that stands before every text.
   *
   * @param previous the last token before
   */
  Detokenizer continuation(int previous, boolean renderSpecial);

  /** Returns the id of a token by its text in the vocabulary, control tokens included. */
  OptionalInt idOf(String token);

  /** Returns the token's text as the vocabulary has it, for reports. */
  String nameOf(int token);

  /** Tells whether a token structures the text, as the mark of a turn does, and is none of it. */
  boolean isControl(int token);

  /** Returns the token that begins a text. */
  OptionalInt bos();

  /** Returns the token that ends a text. */
  OptionalInt eos();

  /** Tells whether the model ends its answer with this token. */
  boolean endsGeneration(int token);
}
