package dev.pith.eval.train;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufWriter;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A byte-level BPE vocabulary in the form that GGUF files hold: 256 bytes, merges in order of rank,
 * then the tokens that mark turns and thinking. Immutable and thread-safe.
 */
final class BpeVocabulary {

  /** How the text is split before merging, as GGUF files call it. */
  static final String PRE_TOKENIZER = "qwen2";

  /** Mark turns; text of a user never becomes one of them. */
  static final List<String> CONTROL = List.of(ChatFormat.START, ChatFormat.END);

  /** Mark thinking. */
  static final List<String> USER_DEFINED = List.of(ChatFormat.THINK, ChatFormat.END_THINK);

  static final int BYTES = 256;

  /** How many tokens there are besides bytes and merges. */
  static final int SPECIALS = CONTROL.size() + USER_DEFINED.size();

  private static final int NORMAL_TYPE = 1;
  private static final int CONTROL_TYPE = 3;
  private static final int USER_DEFINED_TYPE = 4;

  /** Two tokens that become one. */
  record Merge(int left, int right) {}

  private final List<Merge> merges;
  private final List<String> tokens = new ArrayList<>();

  BpeVocabulary(List<Merge> merges) {
    this.merges = List.copyOf(merges);
    for (int b = 0; b < BYTES; b++) {
      tokens.add(byteCharacter(b));
    }
    for (Merge merge : merges) {
      tokens.add(tokens.get(merge.left()) + tokens.get(merge.right()));
    }
    tokens.addAll(CONTROL);
    tokens.addAll(USER_DEFINED);
  }

  /**
   * Reads the vocabulary of a model that was trained here.
   *
   * @throws IOException if it is the vocabulary of another model
   */
  static BpeVocabulary read(GgufFile file) throws IOException {
    List<String> tokens = file.metadata().strings("tokenizer.ggml.tokens");
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      ids.putIfAbsent(tokens.get(id), id);
    }
    List<Merge> merges = new ArrayList<>();
    for (String text : file.metadata().strings("tokenizer.ggml.merges")) {
      int space = text.indexOf(' ', 1);
      Integer left = space < 0 ? null : ids.get(text.substring(0, space));
      Integer right = space < 0 ? null : ids.get(text.substring(space + 1));
      if (left == null || right == null) {
        throw other(file);
      }
      merges.add(new Merge(left, right));
    }
    if (tokens.size() != BYTES + merges.size() + SPECIALS) {
      throw other(file);
    }
    BpeVocabulary vocabulary = new BpeVocabulary(merges);
    if (!vocabulary.tokens.equals(tokens)) {
      throw other(file);
    }
    return vocabulary;
  }

  private static IOException other(GgufFile file) {
    return new IOException(
        file.path() + ": its vocabulary is not one that ./pith train data has made");
  }

  int size() {
    return tokens.size();
  }

  /** Returns the tokens as GGUF files write them: every byte as one printable character. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** Returns the merges as GGUF files write them. */
  List<String> mergeTexts() {
    return merges.stream()
        .map(merge -> tokens.get(merge.left()) + " " + tokens.get(merge.right()))
        .toList();
  }

  /** Returns the id of a token that marks turns or thinking. */
  int special(String text) {
    int id = tokens.lastIndexOf(text);
    if (id < size() - SPECIALS) {
      throw new IllegalArgumentException("no special token: " + text);
    }
    return id;
  }

  /** Returns what the training tool reads. */
  Map<String, Object> describe() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("model", "gpt2");
    description.put("pre", PRE_TOKENIZER);
    description.put("tokens", tokens());
    description.put("control", CONTROL);
    description.put("userDefined", USER_DEFINED);
    description.put("merges", mergeTexts());
    description.put("bos", special(ChatFormat.START));
    description.put("eos", special(ChatFormat.END));
    description.put("chatTemplate", ChatFormat.template());
    return description;
  }

  /**
   * Writes a GGUF file that holds the vocabulary and the chat template and no tensor, and returns
   * the engine's own tokenizer of it.
   */
  Tokenizer write(Path file) throws IOException {
    int ordinary = size() - SPECIALS;
    int[] types =
        IntStream.range(0, size())
            .map(
                id ->
                    id < ordinary
                        ? NORMAL_TYPE
                        : CONTROL.contains(tokens.get(id)) ? CONTROL_TYPE : USER_DEFINED_TYPE)
            .toArray();
    new GgufWriter()
        .string("general.architecture", "qwen3")
        .string("tokenizer.ggml.model", "gpt2")
        .string("tokenizer.ggml.pre", PRE_TOKENIZER)
        .strings("tokenizer.ggml.tokens", tokens)
        .i32s("tokenizer.ggml.token_type", types)
        .strings("tokenizer.ggml.merges", mergeTexts())
        .u32("tokenizer.ggml.bos_token_id", special(ChatFormat.START))
        .u32("tokenizer.ggml.eos_token_id", special(ChatFormat.END))
        .flag("tokenizer.ggml.add_bos_token", false)
        .string("tokenizer.chat_template", ChatFormat.template())
        .write(file);
    return Tokenizer.of(GgufFile.open(file).metadata());
  }

  /** Returns the character by which GGUF files write a byte. */
  private static String byteCharacter(int b) {
    if (isPrintable(b)) {
      return String.valueOf((char) b);
    }
    int unprintable = 0;
    for (int i = 0; i < b; i++) {
      unprintable += isPrintable(i) ? 0 : 1;
    }
    return String.valueOf((char) (BYTES + unprintable));
  }

  private static boolean isPrintable(int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  }
}
