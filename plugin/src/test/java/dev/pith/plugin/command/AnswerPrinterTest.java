package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.SseEncoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AnswerPrinterTest {

  private final StringWriter out = new StringWriter();

  @Test
  void answer_onATerminal_thinkingIsDimAndApart() {
    AnswerPrinter printer = printer(true, true);

    hear(printer, "reasoning_content", "I add.");
    hear(printer, "content", "\n\n4");
    printer.onEnd();

    assertThat(out.toString()).isEqualTo("\u001B[2mI add.\u001B[0m\n\n4\n");
  }

  @Test
  void answer_intoAFile_isTheAnswerAlone() {
    AnswerPrinter printer = printer(false, false);

    hear(printer, "reasoning_content", "I add.");
    hear(printer, "content", "\n\n4");
    printer.onEnd();

    assertThat(out.toString()).isEqualTo("4\n");
  }

  @Test
  void answer_withoutThinking_keepsItsOwnIndent() {
    AnswerPrinter printer = printer(false, true);

    hear(printer, "content", "  4\n");
    printer.onEnd();

    assertThat(out.toString()).isEqualTo("  4\n");
  }

  @Test
  void answer_refused_isAnErrorAndNoText() throws InterruptedException {
    AnswerPrinter printer = new AnswerPrinter(new PrintWriter(out), false, false);

    printer.onHead(400, "Bad Request", MultiMap.caseInsensitiveMultiMap());
    printer.onBytes(Buffer.buffer("{\"error\":{\"mess"));
    printer.onBytes(Buffer.buffer("age\":\"no\"}}"));
    printer.onEnd();
    printer.await();

    assertThat(printer.error()).contains("no");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void stop_inTheMiddle_endsTheLineAndKeepsTheCounts() throws InterruptedException {
    AnswerPrinter printer = printer(false, false);
    hear(printer, "content", "half");

    printer.stop();
    printer.stop();
    printer.await();

    assertThat(out.toString()).isEqualTo("half\n");
    assertThat(printer.stopped()).isTrue();
    assertThat(printer.speed())
        .isEqualTo("prompt: 10 tokens, 20.0 tokens/s; generated: 5 tokens, 40.0 tokens/s");
  }

  private AnswerPrinter printer(boolean dim, boolean withThinking) {
    AnswerPrinter printer = new AnswerPrinter(new PrintWriter(out), dim, withThinking);
    printer.onHead(200, "OK", MultiMap.caseInsensitiveMultiMap());
    return printer;
  }

  private static void hear(AnswerPrinter printer, String member, String text) {
    JsonObject delta = new JsonObject().put(member, text);
    JsonObject chunk =
        new JsonObject()
            .put("choices", new JsonArray().add(new JsonObject().put("delta", delta)))
            .put(
                "timings",
                new JsonObject()
                    .put("cache_n", 2)
                    .put("prompt_n", 8)
                    .put("prompt_ms", 400.0)
                    .put("predicted_n", 5)
                    .put("predicted_ms", 100.0));
    printer.onBytes(Buffer.buffer(SseEncoder.data(chunk.encode())));
  }
}
