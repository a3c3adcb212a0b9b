package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.SseDecoder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepStreamTest {

  private static final String TEXT =
      """
      data: {"choices":[{"index":0,"text":" three ≈ ","finish_reason":null}]}

      data: {"choices":[{"index":0,"text":"51.\\n","finish_reason":null}]}

      data: {"choices":[{"index":0,"text":"","finish_reason":"stop","stop_reason":"\\n\\n"}]}

      data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":6,"prompt_tokens_details":{"cached_tokens":16}}}

      data: [DONE]

      """;

  private static final String CHANNELS =
      """
      data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

      data: {"choices":[{"index":0,"delta":{"reasoning_content":"17 times 23"}}]}

      data: {"choices":[{"index":0,"delta":{"reasoning_content":" is 391."}}]}

      data: {"choices":[{"index":0,"delta":{"content":"\\n\\n"}}]}

      data: {"choices":[{"index":0,"delta":{"content":"It is "}}]}

      data: {"choices":[{"index":0,"delta":{"content":"391."},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  @Test
  void text_completions_isVerbatimAtEveryChunkSize() {
    for (int size = 1; size <= TEXT.length(); size++) {
      StepStream stream = read(TEXT, size, "So far,", false);

      assertThat(stream.text()).as("chunk size %s", size).isEqualTo(" three ≈ 51.\n");
      assertThat(stream.end()).isEqualTo(StreamEnd.COMPLETE);
      assertThat(stream.finish()).isEqualTo("stop");
      assertThat(stream.stop()).contains("\n\n");
      assertThat(stream.tokens()).hasValue(6);
      assertThat(stream.promptTokens()).hasValue(20);
      assertThat(stream.cachedTokens()).hasValue(16);
      assertThat(stream.channels()).isFalse();
    }
  }

  @Test
  void text_thinkingOnItsChannel_standsBetweenTags() {
    StepStream stream = read(CHANNELS, 7, "", false);

    assertThat(stream.text()).isEqualTo("<think>\n17 times 23 is 391.\n</think>\n\nIt is 391.");
    assertThat(stream.channels()).isTrue();
  }

  @Test
  void text_goingOnInTheThinking_isNotOpenedAgain() {
    StepStream stream = read(CHANNELS, 7, "<think>\nLet me see.\n\n", true);

    assertThat(stream.text()).isEqualTo("17 times 23 is 391.\n</think>\n\nIt is 391.");
  }

  @Test
  void text_goingOnInTheThinkingThatEndsAtOnce_isClosed() {
    String answer =
        CHANNELS
            .lines()
            .filter(line -> !line.contains("reasoning"))
            .reduce("", StepStreamTest::join);

    assertThat(read(answer, 9, "<think>\nIt is 391.\n", true).text())
        .as("the line feed is not doubled")
        .isEqualTo("\n</think>\n\nIt is 391.");
    assertThat(read(answer, 9, "<think>\nIt is 391.\n", false).text())
        .as("a server without channels")
        .isEqualTo("\n\nIt is 391.");
  }

  @Test
  void text_answerOnTheChannelOfThinking_isText() {
    StepStream stream = read(CHANNELS, 7, "<think>\nx\n</think>\n\n", true);

    assertThat(stream.text()).isEqualTo("17 times 23 is 391.\n\nIt is 391.");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"finish_reason\":\"stop\"}', false, ''",
    "'{\"finish_reason\":\"stop\",\"stop_reason\":null}', true, ''",
    "'{\"finish_reason\":\"stop\",\"stop_reason\":151645}', true, ''",
    "'{\"finish_reason\":\"stop\",\"matched_stop\":151645}', true, ''",
    "'{\"finish_reason\":\"stop\",\"matched_stop\":\"END\"}', true, END"
  })
  void stop_asServersTellIt(String choice, boolean told, String stop) {
    StepStream stream =
        read("data: {\"choices\":[" + choice + "]}\n\ndata: [DONE]\n\n", 5, "", false);

    assertThat(stream.tellsStop()).isEqualTo(told);
    assertThat(stream.stop().orElse("")).isEqualTo(stop);
  }

  @Test
  void counts_notTold_areUnknown() {
    StepStream stream = read(CHANNELS, 11, "", false);

    assertThat(stream.tokens()).isEmpty();
    assertThat(stream.promptTokens()).isEmpty();
    assertThat(stream.cachedTokens()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'data: [DONE]\n\n', BROKEN",
    "'', BROKEN",
    "'data: {\"error\":{\"message\":\"no room\"}}\n\n', FAILED",
    "'data: {\"choices\":[{\"finish_reason\":\"abort\"}]}\n\ndata: [DONE]\n\n', FAILED",
    "'data: {\"choices\":[{\"finish_reason\":\"length\"}]}\n\n', COMPLETE"
  })
  void end_ofOddStreams(String stream, StreamEnd end) {
    assertThat(read(stream.replace("\\n", "\n"), 3, "", false).end()).isEqualTo(end);
  }

  private static String join(String text, String line) {
    return text + line + "\n";
  }

  private static StepStream read(String events, int size, String before, boolean channels) {
    StepStream stream = new StepStream(ContinuationShape.THINK_TAGS, before, channels);
    SseDecoder decoder = new SseDecoder(stream::onEvent);
    byte[] bytes = events.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i += size) {
      decoder.onBytes(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
    }
    decoder.onEnd();
    stream.onEnd();
    return stream;
  }
}
