package dev.pith.plugin.proxy;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a client reads in a chat stream. */
final class ClientTranscript {

  final StringBuilder reasoning = new StringBuilder();
  final StringBuilder content = new StringBuilder();
  final List<String> finishes = new ArrayList<>();
  final List<JsonObject> usages = new ArrayList<>();
  final List<JsonObject> reports = new ArrayList<>();
  final List<JsonObject> errors = new ArrayList<>();
  final Set<String> ids = new TreeSet<>();
  int terminators;

  static ClientTranscript of(Buffer stream) {
    ClientTranscript transcript = new ClientTranscript();
    SseDecoder decoder = new SseDecoder(transcript::onEvent);
    decoder.onBytes(stream.getBytes());
    decoder.onEnd();
    return transcript;
  }

  private void onEvent(SseEvent event) {
    if (event.data() == null) {
      return;
    }
    if (event.data().equals("[DONE]")) {
      terminators++;
      return;
    }
    JsonObject chunk = new JsonObject(event.data());
    add(usages, chunk, "usage");
    add(reports, chunk, "pith");
    add(errors, chunk, "error");
    if (chunk.containsKey("error")) {
      return;
    }
    ids.add(chunk.getString("id"));
    for (Object each : chunk.getJsonArray("choices")) {
      JsonObject choice = (JsonObject) each;
      JsonObject delta = choice.getJsonObject("delta");
      reasoning.append(Objects.toString(delta.getString("reasoning_content"), ""));
      reasoning.append(Objects.toString(delta.getString("reasoning"), ""));
      content.append(Objects.toString(delta.getString("content"), ""));
      if (choice.getString("finish_reason") != null) {
        finishes.add(choice.getString("finish_reason"));
      }
    }
  }

  private static void add(List<JsonObject> list, JsonObject chunk, String member) {
    if (chunk.getValue(member) instanceof JsonObject object) {
      list.add(object);
    }
  }
}
