package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.List;
import java.util.OptionalLong;

/** How a route writes its stream. */
public enum StreamFormat {
  /** Server-sent events in the shape of OpenAI's chat or completions route. */
  OPENAI("text/event-stream"),
  /** Server-sent events of llama-server's {@code /completion}. */
  LLAMA("text/event-stream"),
  /** Lines of JSON of Ollama's {@code /api/chat} and {@code /api/generate}. */
  OLLAMA("application/x-ndjson");

  private final String contentType;

  StreamFormat(String contentType) {
    this.contentType = contentType;
  }

  /** Returns the media type of such a stream. */
  public String contentType() {
    return contentType;
  }

  /** Returns whether its events are lines. */
  public boolean isLines() {
    return this == OLLAMA;
  }

  /**
   * Returns the events in OpenAI's shape that say the same; the event itself if it is in that shape
   * already.
   */
  public List<SseEvent> inOpenAiShape(SseEvent event) {
    String data = event.data();
    if (this == OPENAI) {
      return List.of(event);
    }
    List<SseEvent> unread = isLines() ? List.of() : List.of(event); // a line is no event elsewhere
    if (data == null) {
      return unread;
    }
    JsonNode said;
    try {
      said = Json.read(data);
    } catch (JsonProcessingException odd) {
      return unread;
    }
    if (!said.isObject() || !Json.absent(said.path("error"))) {
      return List.of(event(said));
    }
    return this == LLAMA ? fromLlama(said) : fromOllama(said);
  }

  private static List<SseEvent> fromLlama(JsonNode said) {
    ObjectNode chunk = Json.object();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.put("text", said.path("content").asText(""));
    if (!said.path("stop").asBoolean()) {
      if (said.path("timings").isObject()) {
        chunk.set("timings", said.path("timings"));
      }
      return List.of(event(chunk));
    }
    String type = said.path("stop_type").asText();
    choice.put("finish_reason", type.equals("limit") ? "length" : "stop");
    if (type.equals("word")) { // as vLLM names it
      choice.set("stop_reason", said.path("stopping_word"));
    }
    JsonNode timings = said.path("timings");
    OptionalLong cached = Json.count(timings, "cache_n");
    OptionalLong computed = Json.count(timings, "prompt_n");
    OptionalLong prompt =
        cached.isPresent() && computed.isPresent()
            ? OptionalLong.of(cached.getAsLong() + computed.getAsLong())
            : Json.count(said, "tokens_evaluated");
    return ended(chunk, prompt, cached, Json.count(said, "tokens_predicted"));
  }

  private static List<SseEvent> fromOllama(JsonNode said) {
    JsonNode message = said.path("message");
    ObjectNode chunk = Json.object();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    ObjectNode delta = choice.putObject("delta");
    put(delta, "reasoning", message.isObject() ? message.path("thinking") : said.path("thinking"));
    put(delta, "content", message.isObject() ? message.path("content") : said.path("response"));
    if (!said.path("done").asBoolean()) {
      return List.of(event(chunk));
    }
    choice.put("finish_reason", said.path("done_reason").asText("stop"));
    return ended(
        chunk,
        Json.count(said, "prompt_eval_count"),
        OptionalLong.empty(),
        Json.count(said, "eval_count"));
  }

  private static List<SseEvent> ended(
      ObjectNode last, OptionalLong prompt, OptionalLong cached, OptionalLong completion) {
    ObjectNode usage = Json.object();
    usage.putArray("choices");
    ObjectNode counts = usage.putObject("usage");
    prompt.ifPresent(count -> counts.put("prompt_tokens", count));
    completion.ifPresent(count -> counts.put("completion_tokens", count));
    cached.ifPresent(
        count -> counts.putObject("prompt_tokens_details").put("cached_tokens", count));
    return List.of(event(last), event(usage), SseEvent.of(null, "[DONE]", SseEncoder.done()));
  }

  private static void put(ObjectNode delta, String member, JsonNode text) {
    if (text.isTextual() && !text.textValue().isEmpty()) {
      delta.set(member, text);
    }
  }

  private static SseEvent event(JsonNode chunk) {
    String json = Json.write(chunk);
    return SseEvent.of(null, json, SseEncoder.data(json));
  }
}
