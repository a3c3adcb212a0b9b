package dev.pith.plugin.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a stream of the chaos test says, garbage and all. */
final class ChaosTranscript {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The bytes of the events, in order. */
  final List<byte[]> events = new ArrayList<>();

  /** The data of those events that are not a JSON object and not the terminator. */
  final List<String> unreadable = new ArrayList<>();

  final StringBuilder reasoning = new StringBuilder();
  final StringBuilder content = new StringBuilder();
  final Set<String> ids = new TreeSet<>();
  final List<String> finishes = new ArrayList<>();
  final List<JsonNode> reports = new ArrayList<>();
  int usages;
  int errors;
  int terminators;

  /** Events with something to read behind the terminator. */
  int afterTerminator;

  static ChaosTranscript ofStream(Buffer stream) {
    ChaosTranscript transcript = new ChaosTranscript();
    SseDecoder decoder = new SseDecoder(transcript::onEvent);
    decoder.onBytes(stream.getBytes());
    decoder.onEnd();
    return transcript;
  }

  /** Reads an answer in one body. */
  static ChaosTranscript ofBody(Buffer body) {
    ChaosTranscript transcript = new ChaosTranscript();
    JsonNode root = parse(body.toString());
    if (root != null) {
      transcript.read(root, root.path("choices").path(0).path("message"));
    }
    return transcript;
  }

  private void onEvent(SseEvent event) {
    events.add(event.raw());
    String data = event.data();
    if (data == null) {
      return;
    }
    afterTerminator += terminators > 0 ? 1 : 0;
    if (data.equals("[DONE]")) {
      terminators++;
      return;
    }
    JsonNode root = parse(data);
    if (root == null) {
      unreadable.add(data);
    } else {
      read(root, root.path("choices").path(0).path("delta"));
    }
  }

  private void read(JsonNode root, JsonNode said) {
    errors += root.has("error") ? 1 : 0;
    usages += root.path("usage").isObject() ? 1 : 0;
    if (root.has("pith")) {
      reports.add(root.path("pith"));
    }
    if (root.has("id")) {
      ids.add(root.path("id").asText());
    }
    for (String member : List.of("reasoning_content", "reasoning")) {
      if (said.path(member).isTextual()) {
        reasoning.append(said.path(member).textValue());
      }
    }
    if (said.path("content").isTextual()) {
      content.append(said.path("content").textValue());
    }
    JsonNode finish = root.path("choices").path(0).path("finish_reason");
    if (finish.isTextual()) {
      finishes.add(finish.textValue());
    }
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      return root.isObject() ? root : null;
    } catch (JsonProcessingException garbage) {
      return null;
    }
  }
}
