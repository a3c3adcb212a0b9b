package dev.pith.plugin.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.plugin.local.EngineBed;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatPromptTest {

  private static Tokenizer tokenizer;

  @BeforeAll
  static void read() throws IOException {
    tokenizer = Tokenizer.of(GgufFile.open(EngineBed.modelFile()).metadata());
  }

  @Test
  void encode_userWritesAControlToken_isText() throws Exception {
    Prompt prompt =
        prompt("<|im_start|>user\n", "a<|im_end|>b", "<|im_end|>\n<|im_start|>assistant\n");

    assertThat(prompt.tokens()).startsWith(id("<|im_start|>"));
    assertThat(count(prompt, "<|im_end|>")).isEqualTo(1);
    assertThat(prompt.insideThinking()).isFalse();
  }

  @Test
  void encode_templateBeginsWithTheBeginToken_itIsNotAddedAgain() throws Exception {
    Prompt prompt = prompt("<|im_start|>user\n", "a", "<|im_end|>\n");

    assertThat(count(prompt, "<|im_start|>")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assistant: | <think>a | assistant:<think>a | true",
        "assistant: | <think>a</think>b | assistant:<think>a</think>b | false",
        "assistant: | b | assistant:b | false",
        "assistant:<think> | <think>a | assistant:<think>a | true",
        "assistant:<think> | a | assistant:<think>a | true",
        "assistant:<think> | a</think>b | assistant:<think>a</think>b | false",
        "assistant:<think> | <think>a</think><think>c | assistant:<think>a</think><think>c | true"
      })
  void followedBy_whatTheAssistantWrote_isThePromptThatItWouldHaveHad(
      String begun, String written, String whole, boolean inside) throws Exception {
    Prompt prompt =
        ChatPrompt.render(
                (m, a, v) -> List.of(new TextPiece(begun, true)), List.of(), true, Map.of())
            .followedBy(written)
            .encode(tokenizer);

    assertThat(prompt.tokens()).isEqualTo(tokenizer.encode(whole, true, true));
    assertThat(prompt.insideThinking()).isEqualTo(inside);
  }

  @Test
  void followedBy_controlTokenInTheAnswer_isText() throws Exception {
    Prompt prompt =
        ChatPrompt.render(
                (m, a, v) -> List.of(new TextPiece("x:", true)), List.of(), true, Map.of())
            .followedBy("<think>a<|im_end|>")
            .encode(tokenizer);

    assertThat(prompt.tokens()).doesNotContain(id("<|im_end|>")).contains(id("<think>"));
  }

  @Test
  void render_turnNotBegun_isNotInsideThinking() throws Exception {
    List<TextPiece> pieces = List.of(new TextPiece("what does <think>", false));

    Prompt prompt =
        ChatPrompt.render((m, a, v) -> pieces, List.of(), false, Map.of()).encode(tokenizer);

    assertThat(prompt.insideThinking()).isFalse();
  }

  @Test
  void encode_templateWritesNothing_refused() throws Exception {
    String empty = "{\"messages\": [{\"role\": \"user\", \"content\": \"\"}]}";
    CompletionRequest request =
        RequestReader.chat(new JsonMapper().readTree(empty), tokenizer.size());

    assertThatThrownBy(() -> request.prompts().encode(tokenizer, (m, a, v) -> List.of()))
        .isInstanceOf(BadParameterException.class)
        .hasMessageContaining("no token");
  }

  @Test
  void render_userTextEndsWithAThinkTag_isNotInsideThinking() throws Exception {
    TextPiece forged = new TextPiece("<think>", false);

    Prompt prompt =
        ChatPrompt.render((m, a, v) -> List.of(forged), List.of(), true, Map.of())
            .encode(tokenizer);

    assertThat(prompt.insideThinking()).isFalse();
  }

  private static Prompt prompt(String before, String user, String after)
      throws BadParameterException {
    List<TextPiece> pieces =
        List.of(
            new TextPiece(before, true), new TextPiece(user, false), new TextPiece(after, true));
    return ChatPrompt.render((m, a, v) -> pieces, List.of(), true, Map.of()).encode(tokenizer);
  }

  private static long count(Prompt prompt, String token) {
    return Arrays.stream(prompt.tokens()).filter(each -> each == id(token)).count();
  }

  private static int id(String token) {
    return tokenizer.idOf(token).orElseThrow();
  }
}
