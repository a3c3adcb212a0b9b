package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.GgufWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Model files that hold a vocabulary and no tensors. */
final class VocabularyFile {

  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int BYTE = 6;

  private static final List<String> MERGES =
      List.of(
          "t h", "th e", "Ġ t", "Ġt h", "Ġth e", "i n", "in g", "Ġ a", "1 2", "12 3", "Ġ Ġ", "Ċ Ċ",
          "' s", "w a", "wa i", "wai t", "Ġ w", "Ġw a", "Ġwa i", "Ġwai t", "Ã ©");

  private final Map<String, Consumer<GgufWriter>> keys = new LinkedHashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();

  private VocabularyFile(String model) {
    string("general.architecture", "llama");
    string("tokenizer.ggml.model", model);
  }

  /** A file without tokens. */
  static VocabularyFile empty() {
    return new VocabularyFile("gpt2");
  }

  /** The vocabulary of {@link TokenizerVectorsTest}. */
  static VocabularyFile bytePair(String preTokenizer) {
    return bytePair(preTokenizer, MERGES).u32("tokenizer.ggml.bos_token_id", 277).chatMl();
  }

  /** A vocabulary of the bytes and what merges make of them. */
  static VocabularyFile bytePair(String preTokenizer, List<String> merges) {
    VocabularyFile file = new VocabularyFile("gpt2");
    file.string("tokenizer.ggml.pre", preTokenizer).strings("tokenizer.ggml.merges", merges);
    for (int b = 0; b < 256; b++) {
      file.token(String.valueOf(ByteAlphabet.charOf(b)), NORMAL);
    }
    merges.stream()
        .map(merge -> merge.replace(" ", ""))
        .distinct()
        .forEach(merged -> file.token(merged, NORMAL));
    return file;
  }

  /** The vocabulary of {@link TokenizerVectorsTest}. */
  static VocabularyFile sentencePiece() {
    return sentencePiece(
        List.of("▁", "t", "h", "e", "▁t", "he", "▁the", "a", "b", "ab", "abc", "▁▁", "c"));
  }

  /** A vocabulary of unknown, begin, end, the bytes, and pieces of falling score. */
  static VocabularyFile sentencePiece(List<String> pieces) {
    VocabularyFile file = withoutBytes();
    for (int b = 0; b < 256; b++) {
      file.token("<0x%02X>".formatted(b), BYTE);
    }
    for (int i = 0; i < pieces.size(); i++) {
      file.token(pieces.get(i), NORMAL, -1 - i);
    }
    return file;
  }

  /**
   * A vocabulary of some hundred symbols that were learned from a text, and the special tokens of
   * ChatML.
   *
   * @param kind a pre-tokenizer, or {@code spm} for SentencePiece
   */
  static VocabularyFile trained(String kind) {
    if (kind.equals("spm")) {
      return sentencePiece(PairTraining.sentencePieces()).chatMl();
    }
    VocabularyFile file = bytePair(kind, PairTraining.bytePairMerges(kind));
    return file.u32("tokenizer.ggml.bos_token_id", file.tokens.size()).chatMl();
  }

  /** A SentencePiece vocabulary of unknown, begin and end. */
  static VocabularyFile withoutBytes() {
    VocabularyFile file = new VocabularyFile("llama");
    return file.token("<unk>", UNKNOWN).token("<s>", CONTROL).token("</s>", CONTROL);
  }

  VocabularyFile token(String text, int type) {
    return token(text, type, 0);
  }

  VocabularyFile token(String text, int type, float score) {
    tokens.add(text);
    types.add(type);
    scores.add(score);
    return this;
  }

  private VocabularyFile chatMl() {
    return token("<|im_start|>", CONTROL)
        .token("<|im_end|>", CONTROL)
        .token("<think>", USER_DEFINED)
        .token("</think>", USER_DEFINED);
  }

  VocabularyFile string(String key, String value) {
    return key(key, writer -> writer.string(key, value));
  }

  VocabularyFile strings(String key, List<String> values) {
    return key(key, writer -> writer.strings(key, values));
  }

  VocabularyFile u32(String key, long value) {
    return key(key, writer -> writer.u32(key, value));
  }

  VocabularyFile flag(String key, boolean value) {
    return key(key, writer -> writer.flag(key, value));
  }

  VocabularyFile without(String key) {
    return key(key, writer -> {});
  }

  /** Writes one key in a way of its own, or not at all. */
  VocabularyFile key(String key, Consumer<GgufWriter> write) {
    keys.put(key, write);
    return this;
  }

  void write(Path target) {
    GgufWriter writer = new GgufWriter();
    Map<String, Consumer<GgufWriter>> all = new LinkedHashMap<>();
    all.put("tokenizer.ggml.tokens", out -> out.strings("tokenizer.ggml.tokens", tokens));
    all.put(
        "tokenizer.ggml.token_type",
        out ->
            out.i32s(
                "tokenizer.ggml.token_type", types.stream().mapToInt(Integer::intValue).toArray()));
    all.put("tokenizer.ggml.scores", out -> out.f32s("tokenizer.ggml.scores", scoreArray()));
    all.putAll(keys);
    all.values().forEach(write -> write.accept(writer));
    try {
      writer.write(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the scores of tokens. */
  Map<String, Float> scoresOf(List<String> texts) {
    return texts.stream()
        .collect(Collectors.toMap(text -> text, text -> scores.get(tokens.indexOf(text))));
  }

  GgufMetadata metadata() throws IOException {
    Path file = Files.createTempFile("vocabulary", ".gguf");
    try {
      write(file);
      return GgufFile.open(file).metadata();
    } finally {
      Files.delete(file);
    }
  }

  Tokenizer tokenizer() {
    try {
      return Tokenizer.of(metadata());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float[] scoreArray() {
    float[] array = new float[scores.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = scores.get(i);
    }
    return array;
  }
}
