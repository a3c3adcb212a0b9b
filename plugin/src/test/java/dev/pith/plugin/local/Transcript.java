package dev.pith.plugin.local;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a client reads in a stream of either route. */
final class Transcript {

  final List<JsonObject> chunks = new ArrayList<>();
  final StringBuilder reasoning = new StringBuilder();
  final StringBuilder content = new StringBuilder();
  final List<String> finishes = new ArrayList<>();
  final List<JsonObject> usages = new ArrayList<>();
  final List<JsonObject> errors = new ArrayList<>();
  final Set<String> ids = new TreeSet<>();
  int logProbEntries;
  int terminators;

  static Transcript of(Buffer stream) {
    Transcript transcript = new Transcript();
    SseDecoder decoder = new SseDecoder(transcript::onEvent);
    decoder.onBytes(stream.getBytes());
    decoder.onEnd();
    return transcript;
  }

  private void onEvent(SseEvent event) {
    if ("[DONE]".equals(event.data())) {
      terminators++;
      return;
    }
    JsonObject chunk = new JsonObject(event.data());
    if (chunk.containsKey("error")) {
      errors.add(chunk.getJsonObject("error"));
      return;
    }
    chunks.add(chunk);
    ids.add(chunk.getString("id"));
    if (chunk.containsKey("usage")) {
      usages.add(chunk.getJsonObject("usage"));
    }
    for (Object each : chunk.getJsonArray("choices")) {
      JsonObject choice = (JsonObject) each;
      JsonObject delta = choice.getJsonObject("delta", new JsonObject());
      reasoning.append(delta.getString("reasoning_content", ""));
      content.append(delta.getString("content", "")).append(choice.getString("text", ""));
      if (choice.getString("finish_reason") != null) {
        finishes.add(choice.getString("finish_reason"));
      }
      JsonObject logProbs = choice.getJsonObject("logprobs");
      if (logProbs != null) {
        logProbEntries += logProbs.getJsonArray("content", new JsonArray()).size();
      }
    }
  }
}
