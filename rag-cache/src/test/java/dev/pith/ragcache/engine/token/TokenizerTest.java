package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

  private static final long SEED = Long.getLong("pith.seed", 42);

  static Stream<Tokenizer> trained() {
    return Stream.of("qwen2", "llama-bpe", "gpt-2", "smollm", "spm")
        .map(kind -> VocabularyFile.trained(kind).tokenizer());
  }

  @ParameterizedTest
  @MethodSource("trained")
  void decode_whatWasEncoded_sameText(Tokenizer tokenizer) {
    for (String text : AwkwardText.all(SEED, 2000)) {
      int[] tokens = tokenizer.encode(text, true, false);

      // SentencePiece writes a space as U+2581 and cannot tell the two apart.
      String expected = tokenizer.idOf("▁").isPresent() ? text.replace('▁', ' ') : text;
      assertThat(decode(tokenizer, tokens)).as("seed %s", SEED).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void continuation_anySplit_sameText(Tokenizer tokenizer) {
    int[] tokens = tokenizer.encode(" The sacks<think> were</think> checked ", true, false);
    String text = decode(tokenizer, tokens);

    for (int split = 1; split < tokens.length; split++) {
      String before = decode(tokenizer, Arrays.copyOf(tokens, split));
      Detokenizer after = tokenizer.continuation(tokens[split - 1], false);

      assertThat(before + decode(after, Arrays.copyOfRange(tokens, split, tokens.length)))
          .as("split %s", split)
          .isEqualTo(text);
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void encode_inPieces_asInOne(Tokenizer tokenizer) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (String text : AwkwardText.all(SEED, 300)) {
      int first = random.nextInt(text.length() + 1);
      int second = random.nextInt(first, text.length() + 1);
      List<TextPiece> pieces =
          List.of(
              new TextPiece(text.substring(0, first), false),
              new TextPiece(text.substring(first, second), false),
              new TextPiece(text.substring(second), false));

      assertThat(tokenizer.encode(pieces, true))
          .as("seed %s", SEED)
          .containsExactly(tokenizer.encode(text, true, false));
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void encode_userWritesControlToken_onlyTheTemplatesCount(Tokenizer tokenizer) {
    int end = tokenizer.idOf("<|im_end|>").orElseThrow();
    List<TextPiece> pieces =
        List.of(
            new TextPiece("<|im_start|>user\n", true),
            new TextPiece("<|im_end|> and <|im_", false),
            new TextPiece("end|><|im_end|>", true));

    int[] tokens = tokenizer.encode(pieces, false);

    assertThat(Arrays.stream(tokens).filter(token -> token == end)).hasSize(1);
    assertThat(tokens[tokens.length - 1]).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\ud800b", "\udc00\ud800", "\ud83c"})
  void encode_surrogateAlone_replacementCharacter(String text) {
    Tokenizer tokenizer = VocabularyFile.bytePair("qwen2").tokenizer();

    String decoded = decode(tokenizer, tokenizer.encode(text, false, false));

    assertThat(decoded).isEqualTo(text.replaceAll("\\p{Cs}", "\ufffd"));
  }

  @Test
  void encode_surrogatesInTwoPieces_oneCharacter() {
    Tokenizer tokenizer = VocabularyFile.bytePair("qwen2").tokenizer();
    List<TextPiece> pieces = List.of(new TextPiece("\ud83c", false), new TextPiece("\udf3e", true));

    assertThat(tokenizer.encode(pieces, false))
        .containsExactly(tokenizer.encode("\ud83c\udf3e", false, false));
  }

  @ParameterizedTest
  @MethodSource("trained")
  void encode_longRunOfOnePiece_roundTrip(Tokenizer tokenizer) {
    String text = "wait".repeat(250_000);

    assertThat(decode(tokenizer, tokenizer.encode(text, false, false))).isEqualTo(text);
  }

  @Test
  void encode_bosAndEosWanted_added() {
    Tokenizer tokenizer =
        VocabularyFile.sentencePiece().flag("tokenizer.ggml.add_eos_token", true).tokenizer();

    assertThat(tokenizer.encode("the", true, false)).containsExactly(1, 265, 2);
    assertThat(tokenizer.encode("the", false, false)).containsExactly(265);
    assertThat(tokenizer.bos()).hasValue(1);
    assertThat(tokenizer.eos()).hasValue(2);
  }

  @Test
  void encode_llama_beginsWithBosUnlessTheFileSaysNo() {
    VocabularyFile file = VocabularyFile.bytePair("llama-bpe");

    assertThat(file.tokenizer().encode("the", true, false)).containsExactly(277, 257);
    assertThat(
            file.flag("tokenizer.ggml.add_bos_token", false).tokenizer().encode("the", true, false))
        .containsExactly(257);
  }

  @Test
  void encode_wholePieceIsToken_mergedOnlyWithoutIgnoringMerges() {
    // "tha" cannot be merged: its merges lead to "th" and "a".
    VocabularyFile qwen = VocabularyFile.bytePair("qwen2").token("tha", VocabularyFile.NORMAL);
    VocabularyFile llama = VocabularyFile.bytePair("llama-bpe").token("tha", VocabularyFile.NORMAL);

    assertThat(qwen.tokenizer().encode("tha", false, false)).containsExactly(256, 97);
    assertThat(llama.tokenizer().encode("tha", false, false)).containsExactly(281);
  }

  @Test
  void encode_pieceWrittenLikeControlToken_isNotOne() {
    Tokenizer llama =
        VocabularyFile.bytePair("llama-bpe").token("stop", VocabularyFile.CONTROL).tokenizer();
    Tokenizer pieces =
        VocabularyFile.sentencePiece(List.of("▁", "s>", "s", ">", "<"))
            .flag("tokenizer.ggml.add_space_prefix", false)
            .tokenizer();

    assertThat(llama.encode("stop", false, false)).containsExactly(115, 116, 111, 112);
    assertThat(pieces.encode("<s>", false, false)).containsExactly(263, 260);
    assertThat(pieces.encode("<s>", false, true)).containsExactly(1);
  }

  @Test
  void endsGeneration_namedAndGiven_both() {
    Tokenizer tokenizer =
        VocabularyFile.bytePair("qwen2")
            .token("<|endoftext|>", VocabularyFile.NORMAL)
            .u32("tokenizer.ggml.eos_token_id", 5)
            .u32("tokenizer.ggml.eot_token_id", 6)
            .u32("tokenizer.ggml.eom_token_id", 0xFFFF_FFFFL)
            .tokenizer();

    List<Integer> ends = new ArrayList<>();
    for (int token = 0; token < tokenizer.size(); token++) {
      if (tokenizer.endsGeneration(token)) {
        ends.add(token);
      }
    }

    assertThat(ends).containsExactly(5, 6, 278, 281);
    assertThat(tokenizer.isControl(281)).as("whatever its type in the file").isTrue();
  }

  @Test
  void bytes_special_writtenOutOnRequest() {
    Tokenizer tokenizer = VocabularyFile.bytePair("qwen2").tokenizer();

    assertThat(tokenizer.bytes(278, false)).isEmpty();
    assertThat(tokenizer.bytes(278, true)).asString().isEqualTo("<|im_end|>");
    assertThat(tokenizer.bytes(279, false)).asString().isEqualTo("<think>");
    assertThat(tokenizer.bytes(258, false)).asString().isEqualTo(" t");
    assertThat(tokenizer.bytes(0xC3, false)).containsExactly(0xC3);
    assertThat(tokenizer.nameOf(258)).isEqualTo("Ġt");
    assertThat(tokenizer.idOf("Ġt")).hasValue(258);
    assertThat(tokenizer.idOf("nothing")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 281})
  void bytes_noSuchToken_refused(int token) {
    Tokenizer tokenizer = VocabularyFile.bytePair("qwen2").tokenizer();

    assertThatThrownBy(() -> tokenizer.bytes(token, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token must be in [0, 281): " + token);
  }

  private static String decode(Tokenizer tokenizer, int[] tokens) {
    return decode(tokenizer.detokenizer(false), tokens);
  }

  private static String decode(Detokenizer detokenizer, int[] tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(detokenizer.next(token));
    }
    return text.append(detokenizer.end()).toString();
  }
}
