package dev.pith.plugin.dialect.stop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatPrefillTest {

  @Test
  void continuation_plainRequest_appendsTheClosedThinking() {
    ChatRequest request =
        request(
            """
            {"model":"m","temperature":0.60,"seed":null,"messages":[{"role":"user","content":"\\u0031?"}],
             "stream":true,"stream_options":{"include_usage":true},"max_tokens":4096,"cache_salt":"s"}""");

    String body = text(request, "a \"b\"", "\n\nSo.", OptionalLong.of(2000));

    assertThat(body)
        .isEqualTo(
            """
            {"model":"m","temperature":0.60,"seed":null,"messages":[{"role":"user","content":"\\u0031?"},\
            {"role":"assistant","content":"<think>\\na \\"b\\"\\n\\nSo.\\n</think>\\n\\n"}],
             "stream":true,"stream_options":{"include_usage":true},"max_tokens":2000,"cache_salt":"s",\
            "continue_final_message":true,"add_generation_prompt":false}""");
  }

  @Test
  void continuation_thinkingBudgets_areRemoved() {
    ChatRequest request =
        request(
            """
            {"thinking_token_budget":5,"chat_template_kwargs":{"thinking_budget":5,"x":1},"messages":[{}],\
            "reasoning":{"max_tokens":9},"reasoning_budget_message":"m"}""");

    String body = text(request, "a", "", OptionalLong.empty());

    assertThat(body)
        .startsWith("{\"chat_template_kwargs\":{\"x\":1},\"messages\":[{},")
        .contains("\"reasoning\":{}")
        .doesNotContain("budget", "max_tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"max_completion_tokens":9,"messages":[]}                | "max_completion_tokens":5
          {"max_completion_tokens":9,"max_tokens":9,"messages":[]} | "max_completion_tokens":5,"max_tokens":5
          {"messages":[]}                                          | "max_tokens":5
          """)
  void continuation_remainingTokens_limitUnderTheNameOfTheClient(String body, String expected) {
    String continuation = text(request(body), "a", "", OptionalLong.of(5));

    assertThat(continuation).contains(expected);
  }

  @Test
  void continuation_nothingRemains_refused() {
    assertThatThrownBy(() -> text(request("{\"messages\":[]}"), "a", "", OptionalLong.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remainingTokens")
        .hasMessageContaining("0");
  }

  @Test
  void continuation_llama_saysWhichPartGoesOn() {
    ServerCall call = continuation(ChatPrefill.ofLlama());

    assertThat(call.path()).isEqualTo("/v1/chat/completions");
    assertThat(call.json())
        .contains("{\"role\":\"assistant\",\"reasoning_content\":\"a.So.\",\"content\":\"\"}")
        .contains("\"continue_final_message\":\"content\",\"add_generation_prompt\":false");
  }

  @Test
  void continuation_deepSeek_goesToTheBetaRouteWithTheHeadOfAnAnswer() {
    ServerCall call = continuation(ChatPrefill.ofDeepSeek());

    assertThat(call.path()).isEqualTo("/beta/chat/completions");
    assertThat(call.json())
        .contains("\"prefix\":true,\"reasoning_content\":\"a.So.\",\"content\":\"**Final Answer**")
        .doesNotContain("continue_final_message");
  }

  private static ServerCall continuation(ChatPrefill prefill) {
    CutPoint cut = CutPoint.ofText(request("{\"messages\":[]}"), "a.", "So.", OptionalLong.empty());
    return prefill.continuation(cut, List.of());
  }

  private static String text(
      ChatRequest request, String kept, String guide, OptionalLong remainingTokens) {
    CutPoint cut = CutPoint.ofText(request, kept, guide, remainingTokens);
    return ChatPrefill.byFlags(ContinuationShape.THINK_TAGS).continuation(cut, List.of()).json();
  }

  private static ChatRequest request(String json) {
    try {
      return ChatRequest.parse(json.getBytes(UTF_8));
    } catch (BadChatRequestException bad) {
      throw new AssertionError(json, bad);
    }
  }
}
