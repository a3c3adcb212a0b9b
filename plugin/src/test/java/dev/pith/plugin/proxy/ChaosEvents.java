package dev.pith.plugin.proxy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The events of a stream of the chaos test: chunks of any size, and garbage between them. */
final class ChaosEvents {

  private static final List<String> GARBAGE =
      List.of(
          "data: {\"choices\":[{\"del\n\n",
          "data: \u00ff\u00fe\u0080{]\n\n",
          ": keep-alive\n\n",
          "event: ping\ndata: {\"type\":\"ping\"}\n\n",
          "id: 5\nretry: 10\n\n",
          "data: []\r\n\r\n",
          "data: null\n\n",
          "data:\n\n",
          "\n\n",
          "data: {\"choices\":\"none\"}\n\n",
          "data: {\"choices\":[null]}\n\n",
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":7,\"reasoning\":[]}}]}\n\n",
          "nonsense without a colon\r\n\r\n");

  private static final int LONG_LINE_BYTES = 20_000;

  private final List<byte[]> events = new ArrayList<>();
  private final String id;
  private final SplittableRandom random;
  private final int garbagePercent;
  private boolean hasGarbage;

  /**
   * @param id who the stream says it is
   * @param garbagePercent how often there is garbage before an event
   */
  ChaosEvents(String id, SplittableRandom random, int garbagePercent) {
    this.id = id;
    this.random = random;
    this.garbagePercent = garbagePercent;
  }

  /** Adds a text, in pieces of whole characters. */
  ChaosEvents text(String member, String text) {
    int[] characters = text.codePoints().toArray();
    int most = random.nextInt(1, 40);
    for (int at = 0; at < characters.length; ) {
      int length = Math.min(characters.length - at, random.nextInt(1, most + 1));
      chunk(new JsonObject().put(member, new String(characters, at, length)), null);
      at += length;
    }
    return this;
  }

  /** Adds a text in one piece. */
  ChaosEvents whole(String member, String text) {
    return chunk(new JsonObject().put(member, text), null);
  }

  ChaosEvents role() {
    return chunk(new JsonObject().put("role", "assistant").put("content", ""), null);
  }

  ChaosEvents finish(String reason) {
    return chunk(new JsonObject(), reason);
  }

  ChaosEvents usage() {
    JsonObject usage =
        new JsonObject()
            .put("prompt_tokens", 9)
            .put("completion_tokens", 30)
            .put("total_tokens", 39);
    return data(head().put("choices", new JsonArray()).put("usage", usage).encode());
  }

  ChaosEvents error() {
    return data("{\"error\":{\"message\":\"the model fell over\",\"code\":500}}");
  }

  ChaosEvents done() {
    return data("[DONE]");
  }

  /** Takes the last events back, some or all of them. */
  ChaosEvents keepSome() {
    events.subList(random.nextInt(events.size() + 1), events.size()).clear();
    return this;
  }

  /** Returns whether some of it is garbage. */
  boolean hasGarbage() {
    return hasGarbage;
  }

  /** Returns the bytes of each event. */
  List<byte[]> events() {
    return events;
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private ChaosEvents chunk(JsonObject delta, @Nullable String finish) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finish);
    return data(head().put("choices", new JsonArray().add(choice)).encode());
  }

  private ChaosEvents data(String data) {
    if (random.nextInt(100) < garbagePercent) {
      events.add(garbage());
      hasGarbage = true;
    }
    events.add(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Not in UTF-8, so that some of it is no text at all. */
  private byte[] garbage() {
    int kind = random.nextInt(GARBAGE.size() + 1);
    String garbage =
        kind == GARBAGE.size()
            ? "data: " + "x".repeat(random.nextInt(LONG_LINE_BYTES)) + "\n\n"
            : GARBAGE.get(kind);
    return garbage.getBytes(StandardCharsets.ISO_8859_1);
  }

  private JsonObject head() {
    return new JsonObject()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", 1_790_000_000)
        .put("model", "m");
  }
}
