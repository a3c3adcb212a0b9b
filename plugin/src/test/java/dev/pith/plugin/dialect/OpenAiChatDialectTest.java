package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiChatDialectTest {
  private static final UpstreamDialect DIALECT =
      UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false);

  @Test
  void streamed_nothingToChange_sameBytes() {
    ChatRequest request = Requests.streamingWithUsage();

    assertThat(DIALECT.streamed(request, Set.of())).isSameAs(request.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"m"}                                   | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
          {"stream": false, "top_p": 1.0}                 | {"stream": true, "top_p": 1.0,"stream_options":{"include_usage":true}}
          {"stream":true,"stream_options":null,"x":1}     | {"stream":true,"stream_options":{"include_usage":true},"x":1}
          {"stream_options":{"a":1,"include_usage":false},"stream":true} | {"stream_options":{"a":1,"include_usage":true},"stream":true}
          """)
  void streamed_plainRequest_changesOnlyWhatItMust(String body, String expected) {
    assertThat(text(DIALECT.streamed(Requests.of(body), Set.of()))).isEqualTo(expected);
  }

  @Test
  void streamed_extras_areAskedForOnce() {
    ChatRequest request = Requests.of("{\"stream\":true,\"timings_per_token\":true}");
    Set<Extra> extras = Set.of(Extra.RUNNING_USAGE, Extra.TOKEN_IDS, Extra.TIMINGS);

    String body = text(DIALECT.streamed(request, extras));

    assertThat(body)
        .isEqualTo(
            "{\"stream\":true,\"timings_per_token\":true,\"return_token_ids\":true,"
                + "\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}}");
  }

  @Test
  void continuation_plainRequest_appendsTheClosedThinking() {
    ChatRequest request =
        Requests.of(
            """
            {"model":"m","temperature":0.60,"seed":null,"messages":[{"role":"user","content":"\\u0031?"}],
             "stream":true,"stream_options":{"include_usage":true},"max_tokens":4096,"cache_salt":"s"}""");

    String body = text(DIALECT.continuation(request, "a \"b\"", "\n\nSo.", OptionalLong.of(2000)));

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
        Requests.of(
            """
            {"thinking_token_budget":5,"chat_template_kwargs":{"thinking_budget":5,"x":1},"messages":[{}],\
            "reasoning":{"max_tokens":9},"reasoning_budget_message":"m"}""");

    String body = text(DIALECT.continuation(request, "a", "", OptionalLong.empty()));

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
    String continuation =
        text(DIALECT.continuation(Requests.of(body), "a", "", OptionalLong.of(5)));

    assertThat(continuation).contains(expected);
  }

  @Test
  void continuation_nothingRemains_refused() {
    assertThatThrownBy(
            () -> DIALECT.continuation(Requests.streaming(), "a", "", OptionalLong.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remainingTokens")
        .hasMessageContaining("0");
  }

  @ParameterizedTest
  @CsvSource({
    "a, '<think>|a|</think>||'",
    "|a, '<think>|a|</think>||'",
    "a|, '<think>|a|</think>||'",
    "||a||, '<think>||a||</think>||'",
    "'', '<think>||</think>||'"
  })
  void wrap_lineFeedsThatAreThere_areNotDoubled(String thinking, String expected) {
    String wrapped = ContinuationShape.THINK_TAGS.wrap(thinking.replace('|', '\n'));

    assertThat(wrapped.replace('\n', '|')).isEqualTo(expected);
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
