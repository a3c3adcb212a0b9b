package dev.pith.ragcache.engine.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A byte-level BPE vocabulary for models made from a seed: the 256 bytes, a few merges, the control
 * tokens of ChatML, and the thinking tags.
 */
final class ByteVocabulary {

  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  /** In the order of their ranks; space and line end as byte-level BPE writes them. */
  private static final List<String> MERGES =
      List.of(
          "t h", "th e", "Ġ t", "Ġt h", "Ġth e", "i n", "in g", "Ġ a", "1 2", "12 3", "Ġ Ġ", "Ċ Ċ",
          "' s", "w a", "wa i", "wai t", "Ġ w", "Ġw a", "Ġwa i", "Ġwai t", "Ã ©");

  private static final String CHAT_TEMPLATE =
      """
      {%- for message in messages -%}
      {{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{ '<|im_start|>assistant\\n' }}
      {%- endif -%}
      """;

  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  private ByteVocabulary() {
    for (int value = 0; value < 256; value++) {
      add(Character.toString(byteCharacter(value)), NORMAL);
    }
    MERGES.forEach(merge -> add(merge.replace(" ", ""), NORMAL));
    add("<|im_start|>", CONTROL);
    add("<|im_end|>", CONTROL);
    add("<think>", USER_DEFINED);
    add("</think>", USER_DEFINED);
  }

  /** Returns how many tokens there are without unused ones. */
  static int size() {
    return new ByteVocabulary().tokens.size();
  }

  /** Adds the keys of a tokenizer that has so many tokens, unused ones at the end. */
  static void write(GgufWriter writer, int size) {
    ByteVocabulary vocabulary = new ByteVocabulary();
    for (int i = vocabulary.tokens.size(); i < size; i++) {
      vocabulary.add("<unused" + i + ">", UNUSED);
    }
    writer
        .string("tokenizer.ggml.model", "gpt2")
        .string("tokenizer.ggml.pre", "qwen2")
        .strings("tokenizer.ggml.tokens", vocabulary.tokens)
        .i32s(
            "tokenizer.ggml.token_type",
            vocabulary.types.stream().mapToInt(Integer::intValue).toArray())
        .strings("tokenizer.ggml.merges", MERGES)
        .u32("tokenizer.ggml.bos_token_id", vocabulary.tokens.indexOf("<|im_start|>"))
        .u32("tokenizer.ggml.eos_token_id", vocabulary.tokens.indexOf("<|im_end|>"))
        .flag("tokenizer.ggml.add_bos_token", false)
        .string("tokenizer.chat_template", CHAT_TEMPLATE);
  }

  private void add(String token, int type) {
    tokens.add(token);
    types.add(type);
  }

  /**
   * Returns the printable character that stands for a byte: itself, or the next one from 256 on.
   */
  private static int byteCharacter(int value) {
    return isPrintable(value)
        ? value
        : 256 + (int) IntStream.range(0, value).filter(other -> !isPrintable(other)).count();
  }

  private static boolean isPrintable(int value) {
    return (value >= 33 && value <= 126) || (value >= 161 && value != 173);
  }
}
