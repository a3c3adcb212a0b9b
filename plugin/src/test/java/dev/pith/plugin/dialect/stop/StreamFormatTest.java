package dev.pith.plugin.dialect.stop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.LineDecoder;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFormatTest {

  private static final String LLAMA =
      """
      data: {"index":0,"content":"17*23 ≈ ","tokens":[1],"stop":false,"id_slot":0}

      : ping

      data: {"index":0,"content":"391","tokens":[2],"stop":false}

      data: {"content":"","stop":true,"stop_type":"limit","tokens_predicted":2,"tokens_evaluated":9,"timings":{"cache_n":7,"prompt_n":2}}

      """;

  private static final String OLLAMA_CHAT =
      """
      {"model":"q","message":{"role":"assistant","content":"","thinking":"17*23 ≈ 400"},"done":false}
      {"model":"q","message":{"role":"assistant","content":"39"},"done":false}
      {"model":"q","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":17,"eval_count":19}
      """;

  private static final String OLLAMA_RAW =
      """
      {"model":"q","response":"391","done":false}
      not JSON
      {"error":"runner stopped: unexpected EOF"}
      """;

  @Test
  void inOpenAiShape_llama_anyChunking() {
    assertSameAtEverySize(
        StreamFormat.LLAMA,
        LLAMA,
        "{\"choices\":[{\"index\":0,\"text\":\"17*23 ≈ \"}]}",
        "null",
        "{\"choices\":[{\"index\":0,\"text\":\"391\"}]}",
        "{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}]}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":7}}}",
        "[DONE]");
  }

  @Test
  void inOpenAiShape_ollamaChat_anyChunking() {
    assertSameAtEverySize(
        StreamFormat.OLLAMA,
        OLLAMA_CHAT,
        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"17*23 ≈ 400\"}}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"39\"}}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":17,\"completion_tokens\":19}}",
        "[DONE]");
  }

  @Test
  void inOpenAiShape_ollamaRaw_errorsStayAndGarbageGoes() {
    assertSameAtEverySize(
        StreamFormat.OLLAMA,
        OLLAMA_RAW,
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"391\"}}]}",
        "{\"error\":\"runner stopped: unexpected EOF\"}");
  }

  private static void assertSameAtEverySize(
      StreamFormat format, String stream, String... expected) {
    byte[] bytes = stream.getBytes(UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      List<String> said = new ArrayList<>();
      SseDecoder.Listener listener =
          event ->
              format.inOpenAiShape(event).stream()
                  .map(SseEvent::data)
                  .forEach(data -> said.add(String.valueOf(data)));
      SseDecoder events = new SseDecoder(listener);
      LineDecoder lines = new LineDecoder(listener);
      for (int from = 0; from < bytes.length; from += size) {
        byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
        if (format.isLines()) {
          lines.onBytes(piece);
        } else {
          events.onBytes(piece);
        }
      }
      events.onEnd();
      lines.onEnd();

      assertThat(said).as("pieces of %s", size).containsExactly(expected);
    }
  }
}
