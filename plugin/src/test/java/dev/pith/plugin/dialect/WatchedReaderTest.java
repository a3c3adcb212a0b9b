package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded answers of the routes that are only watched, cut by the network in every way. */
class WatchedReaderTest {

  private static final WatchedDialect MESSAGES = WatchedDialect.anthropicMessages();
  private static final WatchedDialect RESPONSES = WatchedDialect.openAiResponses();

  static Stream<Arguments> transcripts() {
    return Stream.of(
        arguments(
            "anthropic",
            MESSAGES,
            StreamEnd.COMPLETE,
            List.of(
                "usage prompt 2060 cached 2048 written 0",
                "thinking begins",
                "thinking '17*23: 340 + 51'",
                "opaque",
                "thinking ' ≈ 391.'",
                "thinking begins",
                "answer '391'",
                "usage prompt 2060 completion 58 total 2118 reasoning 49 cached 2048 written 0",
                "finish end_turn")),
        arguments(
            "anthropic-tools",
            MESSAGES,
            StreamEnd.COMPLETE,
            List.of(
                "usage prompt 9",
                "thinking begins",
                "tool call",
                "thinking begins",
                "thinking 'And now 23.'",
                "tool call",
                "usage prompt 9 completion 31 total 40",
                "finish tool_use")),
        arguments(
            "anthropic-error",
            MESSAGES,
            StreamEnd.FAILED,
            List.of("usage prompt 12", "thinking begins", "thinking '17'", "error 0 Overloaded")),
        arguments(
            "responses",
            RESPONSES,
            StreamEnd.COMPLETE,
            List.of(
                "opaque",
                "thinking begins",
                "thinking begins",
                "thinking '**Multiplying**\\n\\nSplitting 23'",
                "opaque",
                "thinking begins",
                "thinking '\\n\\n**Checking**'",
                "opaque",
                "answer '391'",
                "usage prompt 11 completion 75 total 86 reasoning 64 cached 0",
                "finish completed")),
        arguments(
            "responses-open-model",
            RESPONSES,
            StreamEnd.COMPLETE,
            List.of(
                "thinking begins",
                "thinking '17*23 = '",
                "thinking '391.'",
                "tool call",
                "usage prompt 11 completion 20 total 31",
                "finish max_output_tokens")),
        arguments(
            "responses-error",
            RESPONSES,
            StreamEnd.FAILED,
            List.of("thinking begins", "error 0 internal error")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void onEvent_anyChunking_saysWhatItMeans(
      String name, WatchedDialect dialect, StreamEnd end, List<String> expected) {
    Transcript transcript = Transcript.load(name);
    int length = transcript.bytes().length;
    assertThat(read(dialect, transcript, end)).as("as recorded").isEqualTo(expected);
    for (int size = 1; size <= length; size++) {
      assertThat(read(dialect, transcript.inBuffersOf(size), end))
          .as("buffers of %s bytes", size)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void onEnd_streamBreaksOff_isBrokenOrFailed(
      String name, WatchedDialect dialect, StreamEnd end, List<String> expected) {
    List<SseEvent> events = Transcript.load(name).events();
    for (int read = 0; read < events.size(); read++) {
      WatchedReader reader = dialect.reader(new Said());
      events.subList(0, read).forEach(reader::onEvent);
      reader.onEnd();

      boolean finished = reader.phase() == Phase.DONE;
      assertThat(reader.end())
          .as("after %s events", read)
          .isEqualTo(finished ? StreamEnd.COMPLETE : StreamEnd.BROKEN);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void onEvent_garbledStream_neverThrows(
      String name, WatchedDialect dialect, StreamEnd end, List<String> expected) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] bytes = Transcript.load(name).bytes();
      for (int flips = 0; flips < 20; flips++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      WatchedReader reader = dialect.reader(new Said());
      SseDecoder decoder = new SseDecoder(reader::onEvent);
      decoder.onBytes(bytes);
      decoder.onEnd();
      reader.onEnd();

      assertThat(reader.end()).as("seed %s", seed).isNotEqualTo(StreamEnd.RUNNING);
    }
  }

  @Test
  void onWhole_message_saysTheSame() {
    String body =
        """
        {"id":"msg_1","type":"message","content":[
          {"type":"thinking","thinking":"340 + 51.","signature":"Eq"},
          {"type":"redacted_thinking","data":"Em"},
          {"type":"text","text":"391"}],
         "stop_reason":"end_turn",
         "usage":{"input_tokens":12,"cache_creation_input_tokens":5,"output_tokens":58}}""";

    assertThat(readWhole(MESSAGES, body, StreamEnd.COMPLETE))
        .containsExactly(
            "thinking begins",
            "thinking '340 + 51.'",
            "thinking begins",
            "answer '391'",
            "usage prompt 17 completion 58 total 75 written 5",
            "finish end_turn");
  }

  @Test
  void onWhole_response_saysTheSame() {
    String body =
        """
        {"id":"resp_1","object":"response","status":"completed","output":[
          {"type":"reasoning","summary":[{"type":"summary_text","text":"340 + 51."},
            {"type":"summary_text","text":" Done."}],"encrypted_content":"gA"},
          {"type":"message","content":[{"type":"output_text","text":"391"},
            {"type":"refusal","refusal":"no more"}]},
          {"type":"function_call","name":"f"}],
         "usage":{"input_tokens":12,"output_tokens":58}}""";

    assertThat(readWhole(RESPONSES, body, StreamEnd.COMPLETE))
        .containsExactly(
            "thinking begins",
            "thinking '340 + 51.'",
            "thinking ' Done.'",
            "answer '391'",
            "answer 'no more'",
            "tool call",
            "usage prompt 12 completion 58 total 70",
            "finish completed");
  }

  @Test
  void onWhole_nothingToRead_isBrokenOrFailed() {
    String error = "{\"type\":\"error\",\"error\":{\"message\":\"Overloaded\"}}";
    String queued = "{\"id\":\"resp_1\",\"status\":\"queued\",\"output\":[]}";

    assertThat(readWhole(MESSAGES, error, StreamEnd.FAILED)).containsExactly("error 0 Overloaded");
    assertThat(readWhole(MESSAGES, "[]", StreamEnd.BROKEN)).containsExactly("opaque");
    assertThat(readWhole(RESPONSES, "{", StreamEnd.BROKEN)).containsExactly("opaque");
    assertThat(readWhole(RESPONSES, queued, StreamEnd.BROKEN)).isEmpty();
  }

  private static List<String> read(WatchedDialect dialect, Transcript transcript, StreamEnd end) {
    Said said = new Said();
    WatchedReader reader = dialect.reader(said);
    SseDecoder decoder = new SseDecoder(reader::onEvent);
    transcript.buffers().forEach(decoder::onBytes);
    decoder.onEnd();
    reader.onEnd();
    assertThat(reader.end()).isEqualTo(end);
    return said.said;
  }

  private static List<String> readWhole(WatchedDialect dialect, String body, StreamEnd end) {
    Said said = new Said();
    WatchedReader reader = dialect.reader(said);
    reader.onWhole(body.getBytes(UTF_8));
    assertThat(reader.end()).isEqualTo(end);
    return said.said;
  }
}
