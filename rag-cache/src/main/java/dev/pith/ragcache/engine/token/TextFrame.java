package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * What stands around a text.
 *
 * @param bos the token that begins a text
 * @param eos the token that ends a text
 * @param addsBos whether the model wants its texts to begin with {@code bos}
 * @param addsEos whether the model wants its texts to end with {@code eos}
 * @param ends the tokens with which the model ends an answer
 */
record TextFrame(OptionalInt bos, OptionalInt eos, boolean addsBos, boolean addsEos, BitSet ends) {

  private static final String BOS_KEY = "tokenizer.ggml.bos_token_id";
  private static final String EOS_KEY = "tokenizer.ggml.eos_token_id";
  private static final String EOT_KEY = "tokenizer.ggml.eot_token_id";
  private static final String EOM_KEY = "tokenizer.ggml.eom_token_id";
  private static final String ADD_BOS_KEY = "tokenizer.ggml.add_bos_token";
  private static final String ADD_EOS_KEY = "tokenizer.ggml.add_eos_token";

  /** How files write that there is no such token. */
  private static final long NONE = 0xFFFF_FFFFL;

  /**
   * Reads the frame of a file.
   *
   * @param bos the begin token unless the file names one
   * @param eos the end token unless the file names one
   * @param addsBos whether texts begin with it unless the file says
   */
  static TextFrame read(
      GgufMetadata metadata,
      Vocabulary vocabulary,
      OptionalInt bos,
      OptionalInt eos,
      boolean addsBos)
      throws ModelFileException {
    OptionalInt begin = token(metadata, vocabulary, BOS_KEY, bos);
    OptionalInt end = token(metadata, vocabulary, EOS_KEY, eos);
    BitSet ends = new BitSet();
    end.ifPresent(ends::set);
    token(metadata, vocabulary, EOT_KEY, OptionalInt.empty()).ifPresent(ends::set);
    token(metadata, vocabulary, EOM_KEY, OptionalInt.empty()).ifPresent(ends::set);
    for (int token = 0; token < vocabulary.size(); token++) {
      if (ControlNames.endsGeneration(vocabulary.text(token))) {
        ends.set(token);
      }
    }
    return new TextFrame(
        begin,
        end,
        adds(metadata, ADD_BOS_KEY, addsBos, begin),
        adds(metadata, ADD_EOS_KEY, false, end),
        ends);
  }

  private static OptionalInt token(
      GgufMetadata metadata, Vocabulary vocabulary, String key, OptionalInt otherwise)
      throws ModelFileException {
    if (!metadata.has(key)) {
      return otherwise;
    }
    long token = metadata.integer(key);
    if (token == NONE || token == -1) {
      return OptionalInt.empty();
    }
    if (token < 0 || token >= vocabulary.size()) {
      throw metadata.refuse(key, "is " + token, "a token in [0, " + vocabulary.size() + ")");
    }
    return OptionalInt.of((int) token);
  }

  private static boolean adds(
      GgufMetadata metadata, String key, boolean otherwise, OptionalInt token)
      throws ModelFileException {
    boolean adds = metadata.flag(key, otherwise);
    if (adds && token.isEmpty()) {
      throw metadata.refuse(
          key,
          "is " + (metadata.has(key) ? "true" : "absent and true by default"),
          "a token to add");
    }
    return adds;
  }
}
