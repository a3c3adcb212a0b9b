package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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

    assertThat(DIALECT.streamed(request, Set.of(), Map.of())).isSameAs(request.body());
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
    assertThat(text(DIALECT.streamed(Requests.of(body), Set.of(), Map.of()))).isEqualTo(expected);
  }

  @Test
  void streamed_extras_areAskedForOnce() {
    ChatRequest request = Requests.of("{\"stream\":true,\"timings_per_token\":true}");
    Set<Extra> extras = Set.of(Extra.RUNNING_USAGE, Extra.TOKEN_IDS, Extra.TIMINGS);

    String body = text(DIALECT.streamed(request, extras, Map.of()));

    assertThat(body)
        .isEqualTo(
            "{\"stream\":true,\"timings_per_token\":true,\"return_token_ids\":true,"
                + "\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}}");
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
