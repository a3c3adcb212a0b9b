package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatCompletionAssemblerTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sglang             | {"id":"s1","created":1790000000,"model":"m","sglext":{"cached_tokens_details":{"device":8,"host":0}},"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"\\n\\n391","reasoning_content":"17*23 = 391.\\n\\nHmm"},"logprobs":null,"finish_reason":"stop","matched_stop":151645}],"usage":{"prompt_tokens":9,"total_tokens":23,"completion_tokens":14,"prompt_tokens_details":{"cached_tokens":8},"reasoning_tokens":9}}
          openai-hidden      | {"id":"chatcmpl-O1","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":null,"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"391"},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":75,"total_tokens":86,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
          openrouter         | {"id":"gen-1","provider":"X","model":"vendor/m","created":1790000000,"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"391","reasoning":"340 + 51","reasoning_details":[{"type":"reasoning.text","text":"340 + 51","format":"unknown","index":0}]},"logprobs":null,"finish_reason":"stop","native_finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":20,"total_tokens":32,"completion_tokens_details":{"reasoning_tokens":16}}}
          generic-inline     | {"id":"g1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"<think>\\n17*23 < 400, so 391.</think>\\n\\n391"},"logprobs":null,"finish_reason":"stop"}]}
          """)
  void body_recordedServer_isItsAnswerInOnePiece(String name, String expected) {
    Transcript transcript = Transcript.load(name);
    int length = transcript.bytes().length;
    for (int size = 1; size <= length; size += 7) {
      ChatCompletionAssembler assembler = assemble(transcript.inBuffersOf(size));

      assertThat(text(assembler.body())).as("buffers of %s bytes", size).isEqualTo(expected);
      assertThat(assembler.end()).isEqualTo(StreamEnd.COMPLETE);
    }
  }

  @Test
  void body_cutStream_carriesUsageAndReport() {
    String body = text(assemble(Transcript.load("vllm-continuation-client")).body());

    assertThat(body)
        .contains("\"content\":\"**391**\",\"reasoning\":\"\\n\\nI have the result.\\n\"")
        .contains("\"usage\":{\"prompt_tokens\":8", "\"pith\":{\"cut_at\":11");
  }

  @Test
  void body_memberOfAnotherType_doesNotHideItsText() {
    ChatCompletionAssembler assembler = new ChatCompletionAssembler(1_000);
    for (String delta : List.of("{\"content\":\"39\"}", "{\"content\":7}", "{\"content\":\"1\"}")) {
      String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n";
      assembler.onBytes(chunk.getBytes(UTF_8));
    }

    assertThat(text(assembler.body())).contains("\"content\":\"391\"");
  }

  @Test
  void body_thinkingOnly_contentIsNull() {
    String body = text(assemble(Transcript.load("ollama-openai-broken")).body());

    assertThat(body).contains("\"content\":null,\"reasoning\":\"17\"");
  }

  @ParameterizedTest
  @CsvSource({
    "vllm-error, FAILED, engine process stopped",
    "openrouter-error, FAILED, provider went away",
    "vllm-abort, FAILED, abort",
    "vllm-only-terminator, BROKEN,",
    "ollama-openai-broken, BROKEN,"
  })
  void end_streamThatDidNotComplete_saysSo(String name, StreamEnd end, String message) {
    ChatCompletionAssembler assembler = assemble(Transcript.load(name));

    assertThat(assembler.end()).isEqualTo(end);
    assertThat(assembler.error().isPresent()).isEqualTo(message != null);
    assembler.error().ifPresent(error -> assertThat(error.message()).contains(message));
  }

  @Test
  void onBytes_sumBeyondTheLimit_failed() {
    ChatCompletionAssembler assembler = new ChatCompletionAssembler(100);

    for (int i = 0; i < 11; i++) {
      assembler.onBytes(":........\n".getBytes(UTF_8));
    }

    assertThat(assembler.end()).isEqualTo(StreamEnd.FAILED);
    assertThat(assembler.error())
        .hasValueSatisfying(error -> assertThat(error.message()).contains("100"));
  }

  @Test
  void constructor_limitBelowOne_refused() {
    assertThatThrownBy(() -> new ChatCompletionAssembler(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  private static ChatCompletionAssembler assemble(Transcript transcript) {
    ChatCompletionAssembler assembler = new ChatCompletionAssembler(1 << 20);
    transcript.buffers().forEach(assembler::onBytes);
    assembler.onEnd();
    return assembler;
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
