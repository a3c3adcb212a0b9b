package dev.pith.plugin.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Prints an answer while it comes. Everything but {@link #await} and what follows it belongs to the
 * context of the call.
 */
final class AnswerPrinter implements UpstreamCall.Listener {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIM = "\u001B[2m";
  private static final String NORMAL = "\u001B[0m";

  private final PrintWriter out;
  private final boolean dim;
  private final boolean withThinking;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final Buffer refusal = Buffer.buffer();
  private final CountDownLatch over = new CountDownLatch(1);

  private @Nullable UpstreamCall call;
  private int status;
  private boolean thinking;
  private boolean answering;
  private boolean lineOpen;
  private boolean stopped;
  private @Nullable String error;
  private @Nullable JsonNode timings;

  /**
   * Creates a printer.
   *
   * @param dim whether the thinking is printed dimly
   * @param withThinking whether it is printed at all
   */
  AnswerPrinter(PrintWriter out, boolean dim, boolean withThinking) {
    this.out = out;
    this.dim = dim;
    this.withThinking = withThinking;
  }

  /** Names the call whose answer this is. */
  void readFrom(UpstreamCall answered) {
    call = answered;
  }

  /** Ends the answer early. */
  void stop() {
    if (over.getCount() > 0) {
      stopped = true;
      if (call != null) {
        call.cancel();
      }
      finish();
    }
  }

  /** Waits for the end of the answer. */
  void await() throws InterruptedException {
    over.await();
  }

  /** Returns what went wrong. */
  Optional<String> error() {
    return Optional.ofNullable(error);
  }

  boolean stopped() {
    return stopped;
  }

  /** Returns how much was read and written, and how fast. */
  String speed() {
    JsonNode timed = timings;
    if (timed == null || timed.path("predicted_n").asInt() == 0) {
      return "nothing was generated";
    }
    long cached = timed.path("cache_n").asLong();
    long run = timed.path("prompt_n").asLong();
    long generated = timed.path("predicted_n").asLong();
    return String.format(
        Locale.ROOT,
        "prompt: %d tokens, %s tokens/s; generated: %d tokens, %s tokens/s",
        cached + run,
        perSecond(run, timed.path("prompt_ms").asDouble()),
        generated,
        // The first one comes with the end of the prompt.
        perSecond(generated - 1, timed.path("predicted_ms").asDouble()));
  }

  @Override
  public void onHead(int answered, String reasonPhrase, MultiMap headers) {
    status = answered;
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (status == 200) {
      decoder.onBytes(bytes.getBytes());
      out.flush();
    } else {
      refusal.appendBuffer(bytes);
    }
  }

  @Override
  public void onEnd() {
    if (status != 200) {
      error = read(refusal.toString()).path("error").path("message").asText();
    }
    finish();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    error = failure.getMessage();
    finish();
  }

  private void onEvent(SseEvent event) {
    if (event.data() == null || event.data().equals("[DONE]")) {
      return;
    }
    JsonNode chunk = read(event.data());
    if (chunk.has("error")) {
      error = chunk.path("error").path("message").asText();
    }
    if (chunk.has("timings")) {
      timings = chunk.path("timings");
    }
    JsonNode choice = chunk.path("choices").path(0);
    printThinking(choice.path("delta").path("reasoning_content").asText());
    printAnswer(choice.path("delta").path("content").asText() + choice.path("text").asText());
  }

  private void printThinking(String text) {
    thinking |= !text.isEmpty();
    if (withThinking) {
      print(text, dim);
    }
  }

  private void printAnswer(String text) {
    String shown = text;
    if (thinking && !answering) { // what separates the two in the model's text is not shown
      shown = text.stripLeading();
      if (withThinking && !shown.isEmpty()) {
        endLine();
        out.println();
      }
    }
    answering |= !shown.isEmpty();
    print(shown, false);
  }

  private void print(String text, boolean dimly) {
    if (!text.isEmpty()) {
      out.print(dimly ? DIM + text + NORMAL : text);
      lineOpen = !text.endsWith("\n");
    }
  }

  private void endLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  private void finish() {
    endLine();
    out.flush();
    over.countDown();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String perSecond(long tokens, double millis) {
    return tokens > 0 && millis > 0
        ? String.format(Locale.ROOT, "%.1f", tokens * 1000 / millis)
        : "-";
  }
}
