package dev.pith.plugin.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.wire.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer of a {@link WatchedDialect}, as events or as one body, and tells a {@link
 * ChatStreamReader.Listener} what it means.
 *
 * <p>Odd input never throws: what is not understood is opaque. Instances serve one answer and are
 * not thread-safe.
 */
public abstract sealed class WatchedReader permits MessagesReader, ResponsesReader {

  /** What stands between two blocks of thinking. */
  private static final String BREAK = "\n\n";

  private final ChatStreamReader.Listener listener;
  private Phase phase = Phase.BEFORE;
  private StreamEnd end = StreamEnd.RUNNING;
  private boolean thought;
  private boolean breakDue;

  WatchedReader(ChatStreamReader.Listener listener) {
    this.listener = listener;
  }

  /** Reads the next event of a stream. */
  public final void onEvent(SseEvent event) {
    JsonNode said = object(event.data());
    if (said == null || !isRead(said.path("type").asText(), said)) {
      listener.onOpaque();
    }
  }

  /** Reads an answer that came as one body, in UTF-8; there is nothing more of it. */
  public final void onWhole(byte[] body) {
    JsonNode said = object(new String(body, StandardCharsets.UTF_8));
    if (said == null) {
      listener.onOpaque();
    } else if (said.path("type").asText().equals("error")) {
      failed(said.path("error"));
    } else {
      readWhole(said);
    }
    onEnd();
  }

  /** The connection has ended. */
  public final void onEnd() {
    if (end == StreamEnd.RUNNING) {
      end = phase == Phase.DONE ? StreamEnd.COMPLETE : StreamEnd.BROKEN;
    }
  }

  /** Returns where the answer stands. */
  public final Phase phase() {
    return phase;
  }

  /** Returns how the answer ended, or that it goes on. */
  public final StreamEnd end() {
    return end;
  }

  /**
   * Reads an event.
   *
   * @return whether it means anything here
   */
  abstract boolean isRead(String type, JsonNode said);

  abstract void readWhole(JsonNode answer);

  /** A block of thinking begins. */
  final void thinkingBegins() {
    breakDue = thought;
    listener.onThinkingBegins();
  }

  final void reasoning(JsonNode text) {
    if (!text.isTextual() || text.textValue().isEmpty()) {
      return;
    }
    if (phase == Phase.BEFORE) {
      phase = Phase.THINKING;
    }
    listener.onReasoning(breakDue ? BREAK + text.textValue() : text.textValue());
    thought = true;
    breakDue = false;
  }

  final void answer(JsonNode text) {
    if (!text.isTextual() || text.textValue().isEmpty()) {
      return;
    }
    beginAnswer();
    listener.onAnswer(text.textValue());
  }

  final void toolCall() {
    beginAnswer();
    listener.onToolCall();
  }

  final void usage(UsageReport usage) {
    if (!usage.equals(UsageReport.UNKNOWN)) {
      listener.onUsage(usage);
    }
  }

  final void finish(String reason) {
    if (phase != Phase.DONE) {
      phase = Phase.DONE;
      listener.onFinish(reason);
    }
  }

  final void failed(JsonNode error) {
    end = StreamEnd.FAILED;
    listener.onError(new UpstreamError(OptionalInt.empty(), error.path("message").asText()));
  }

  private void beginAnswer() {
    if (phase == Phase.BEFORE || phase == Phase.THINKING) {
      phase = Phase.ANSWER;
    }
  }

  private static @Nullable JsonNode object(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      JsonNode said = Json.read(text);
      return said.isObject() ? said : null;
    } catch (JsonProcessingException odd) {
      return null;
    }
  }
}
