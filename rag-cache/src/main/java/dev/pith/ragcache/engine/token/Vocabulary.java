package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokens of a model file: their texts and what each is for. Immutable and thread-safe. */
final class Vocabulary {

  static final String TOKENS_KEY = "tokenizer.ggml.tokens";
  private static final String TYPES_KEY = "tokenizer.ggml.token_type";

  private final List<String> texts;
  private final TokenType[] types;
  private final Map<String, Integer> ids;

  private Vocabulary(List<String> texts, TokenType[] types, Map<String, Integer> ids) {
    this.texts = texts;
    this.types = types;
    this.ids = ids;
  }

  /** Reads and validates the tokens of a file. */
  static Vocabulary read(GgufMetadata metadata) throws ModelFileException {
    List<String> texts = metadata.strings(TOKENS_KEY);
    if (texts.isEmpty()) {
      throw metadata.refuse(TOKENS_KEY, "is empty", "at least one token");
    }
    TokenType[] types = types(metadata, texts.size());
    Map<String, Integer> ids = new HashMap<>(texts.size() * 4 / 3 + 1);
    for (int id = 0; id < types.length; id++) {
      Integer other = texts.get(id).isEmpty() ? null : ids.put(texts.get(id), id);
      if (other != null) {
        throw metadata.refuse(
            TOKENS_KEY,
            "has token " + other + " again as token " + id + ": " + texts.get(id),
            "each token once");
      }
      if (ControlNames.isControl(texts.get(id))
          || (types[id] == TokenType.USER_DEFINED
              && ControlNames.looksLikeControl(texts.get(id)))) {
        types[id] = TokenType.CONTROL;
      }
    }
    return new Vocabulary(texts, types, ids);
  }

  private static TokenType[] types(GgufMetadata metadata, int size) throws ModelFileException {
    TokenType[] types = new TokenType[size];
    if (!metadata.has(TYPES_KEY)) {
      Arrays.fill(types, TokenType.NORMAL);
      return types;
    }
    int[] numbers = metadata.integers(TYPES_KEY);
    if (numbers.length != size) {
      throw metadata.refuse(TYPES_KEY, "has " + numbers.length + " elements", size + " elements");
    }
    for (int id = 0; id < size; id++) {
      int number = numbers[id];
      types[id] =
          TokenType.ofNumber(number)
              .orElseThrow(
                  () ->
                      metadata.refuse(TYPES_KEY, "has element " + number, "elements from 1 to 6"));
    }
    return types;
  }

  /** Returns how many tokens there are. */
  int size() {
    return types.length;
  }

  /** Returns a token's text as the file has it. */
  String text(int token) {
    return texts.get(token);
  }

  /** Returns what a token is for. */
  TokenType type(int token) {
    return types[token];
  }

  /** Returns a token, or nothing when the vocabulary is too small to have it. */
  OptionalInt at(int token) {
    return token < size() ? OptionalInt.of(token) : OptionalInt.empty();
  }

  /** Returns the token with a text. */
  OptionalInt idOf(String text) {
    Integer id = ids.get(text);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * Returns the token that ordinary text becomes when it is {@code text}, or -1. Control tokens and
   * bytes are never that, even where the text is written like one.
   */
  int ordinary(String text) {
    Integer id = ids.get(text);
    return id == null || types[id].isControl() || types[id] == TokenType.BYTE ? -1 : id;
  }
}
