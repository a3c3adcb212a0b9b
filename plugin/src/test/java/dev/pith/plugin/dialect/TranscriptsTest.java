package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pith.plugin.wire.SseDecoder;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded server, cut by the network in every way. */
class TranscriptsTest {

  static Stream<Arguments> transcripts() {
    return Stream.of(
        arguments(
            "llama-ended-in-place",
            StreamEnd.COMPLETE,
            "40 usage",
            List.of(
                "thinking '17*23 = 17*20 + 17*3 = 391.'",
                "opaque",
                "thinking '\\n\\nWait, check'",
                "thinking ' 391/17'",
                "thinking '\\n\\nI have the result.\\n'",
                "answer '17*23 = **391**'",
                "finish stop",
                "usage prompt 9 completion 40 total 49 cached 0")),
        arguments(
            "vllm-uncut",
            StreamEnd.COMPLETE,
            "18 ids",
            List.of(
                "thinking '17*23 ='",
                "thinking ' 391.\\n\\nWait'",
                "thinking ', check: 391'",
                "thinking '.\\n'",
                "answer '\\n\\n**'",
                "answer '391**'",
                "finish stop",
                "usage prompt 8 completion 18 total 26 reasoning 12")),
        arguments(
            "vllm-continuation",
            StreamEnd.COMPLETE,
            "4 usage",
            List.of(
                "answer '**39'",
                "answer '1**'",
                "finish stop",
                "usage prompt 25 completion 4 total 29 cached 16")),
        arguments(
            "vllm-error",
            StreamEnd.FAILED,
            "1 chunks",
            List.of("thinking '17*2'", "error 500 engine process stopped")),
        arguments("vllm-only-terminator", StreamEnd.BROKEN, "0 chunks", List.of()),
        arguments("vllm-abort", StreamEnd.FAILED, "0 chunks", List.of("finish abort")),
        arguments(
            "sglang",
            StreamEnd.COMPLETE,
            "14 usage",
            List.of(
                "thinking '17*23 = 391.\\n\\nHmm'",
                "usage prompt 9 completion 9 total 18 reasoning 9",
                "answer '\\n\\n391'",
                "usage prompt 9 completion 13 total 22 reasoning 9",
                "finish stop",
                "usage prompt 9 completion 14 total 23 reasoning 9 cached 8")),
        arguments("ollama-openai-broken", StreamEnd.BROKEN, "1 chunks", List.of("thinking '17'")),
        arguments(
            "deepseek",
            StreamEnd.COMPLETE,
            "17 usage",
            List.of(
                "opaque",
                "thinking '340 + 51 = 391. But wait'",
                "answer '391'",
                "usage prompt 12 completion 17 total 29 reasoning 14 cached 0",
                "finish stop")),
        arguments(
            "openai-hidden",
            StreamEnd.COMPLETE,
            "75 usage",
            List.of(
                "answer '391'",
                "finish stop",
                "usage prompt 11 completion 75 total 86 reasoning 64 cached 0")),
        arguments(
            "openrouter",
            StreamEnd.COMPLETE,
            "20 usage",
            List.of(
                "opaque",
                "thinking '340 + 51'",
                "opaque",
                "answer '391'",
                "finish stop",
                "usage prompt 12 completion 20 total 32 reasoning 16")),
        arguments(
            "openrouter-error",
            StreamEnd.FAILED,
            "0 chunks",
            List.of("error 502 provider went away")),
        arguments(
            "generic-no-tag",
            StreamEnd.COMPLETE,
            "2 chunks",
            List.of("answer 'a '", "answer '</thin b'", "finish stop")),
        arguments(
            "generic-inline",
            StreamEnd.COMPLETE,
            "13 estimated",
            List.of(
                "thinking '\\n17*23 < 400, so'",
                "thinking ' 391.'",
                "answer '\\n\\n391'",
                "finish stop")),
        arguments(
            "generic-starts-inside",
            StreamEnd.COMPLETE,
            "10 estimated",
            List.of(
                "thinking 'Okay, 17*23'",
                "thinking ' = 391.\\n'",
                "answer '\\n\\n3'",
                "answer '91'",
                "finish stop")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void onEvent_recordedServer_saysWhatItMeans(
      String name, StreamEnd end, String tokens, List<String> expected) {
    Transcript transcript = Transcript.load(name);

    StreamRecorder asRecorded = StreamRecorder.read(transcript, startsInside(name));

    assertThat(asRecorded.said).isEqualTo(expected);
    assertThat(asRecorded.reader.end()).isEqualTo(end);
    TokenCount count = asRecorded.reader.tokens();
    assertThat(count.tokens() + " " + count.source().label()).isEqualTo(tokens);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void onEvent_anyChunking_saysTheSame(
      String name, StreamEnd end, String tokens, List<String> expected) {
    Transcript transcript = Transcript.load(name);
    int length = transcript.bytes().length;
    for (int size = 1; size <= length; size++) {
      StreamRecorder recorder =
          StreamRecorder.read(transcript.inBuffersOf(size), startsInside(name));

      assertThat(recorder.said).as("buffers of %s bytes", size).isEqualTo(expected);
      assertThat(recorder.reader.end()).as("buffers of %s bytes", size).isEqualTo(end);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void forClient_requestThatAskedForAll_isTheStreamByteForByte(
      String name, StreamEnd end, String tokens, List<String> expected) {
    Transcript transcript = Transcript.load(name);
    StreamRecorder recorder = new StreamRecorder(Requests.streamingWithUsage(), Set.of(), false);
    ByteArrayOutputStream client = new ByteArrayOutputStream();
    SseDecoder decoder =
        new SseDecoder(
            event -> {
              recorder.reader.onEvent(event);
              client.writeBytes(recorder.reader.forClient());
            });

    transcript.buffers().forEach(decoder::onBytes);
    decoder.onEnd();

    assertThat(client.toByteArray()).isEqualTo(transcript.bytes());
  }

  @Test
  void parse_marks_becomeBuffersAndBytes() {
    Transcript transcript =
        Transcript.parse("# note\n> POST /x\n{\"a\":\n1}\n< 200\na␍\n⟨E2⟩⟨89⟩¦⟨88⟩\n# note\nb¦\n");

    assertThat(transcript.request()).isEqualTo("{\"a\":1}");
    assertThat(transcript.buffers())
        .containsExactly(
            new byte[] {'a', '\r', '\n', (byte) 0xE2, (byte) 0x89},
            new byte[] {(byte) 0x88, '\n', 'b'},
            new byte[] {'\n'});
  }

  private static boolean startsInside(String name) {
    return name.equals("generic-starts-inside");
  }
}
