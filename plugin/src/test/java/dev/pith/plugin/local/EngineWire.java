package dev.pith.plugin.local;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.RequestReader;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine on the wire of other servers: their routes, the names that they give things,
 * and what they say of themselves. A real generation is stopped and continued through them.
 */
public final class EngineWire implements Upstream {

  private static final String CHAT = "/v1/chat/completions";
  private static final List<String> SAMPLING = List.of("temperature", "top_p", "seed", "stop");

  private final EngineBed bed;
  private final ServerKind kind;

  /** Paths of the calls that were made with a body. */
  public final List<String> paths = new CopyOnWriteArrayList<>();

  /** Log-probabilities of all tokens of all streams, which their readers do not get. */
  public final List<Double> logProbs = new CopyOnWriteArrayList<>();

  /**
   * @param kind whose wire it is
   */
  public EngineWire(EngineBed bed, ServerKind kind) {
    this.bed = bed;
    this.kind = kind;
  }

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public @Nullable ServerKind kind() {
    return kind == ServerKind.EMBEDDED ? kind : null;
  }

  @Override
  public UpstreamCall call(
      HttpMethod method,
      String uri,
      MultiMap headers,
      @Nullable Buffer body,
      UpstreamCall.Listener listener) {
    if (body == null || body.length() == 0) {
      JsonObject known = lookUp(uri);
      return reply(known == null ? 404 : 200, known == null ? new JsonObject() : known, listener);
    }
    paths.add(uri);
    JsonObject asked = body.toJsonObject();
    return switch (uri) {
      case CHAT -> chat(headers, asked, new WireStream(listener, kind));
      case "/beta/chat/completions" ->
          chat(headers, continued(asked), new WireStream(listener, kind));
      case "/v1/completions" -> complete(headers, asked, listener);
      case "/api/chat" -> ollamaChat(headers, asked, listener);
      case "/api/generate" -> {
        JsonObject raw = raw(asked.getJsonObject("options"), "num_predict");
        raw.put("prompt", asked.getString("prompt"));
        yield complete(headers, raw, new NativeStream(listener, NativeStream.Shape.OLLAMA_TEXT));
      }
      case "/completion" -> {
        JsonObject raw = raw(asked, "n_predict").put("prompt", asked.getString("prompt"));
        yield complete(headers, raw, new NativeStream(listener, NativeStream.Shape.LLAMA));
      }
      case "/tokenize", "/v1/tokenize" ->
          reply(
              200,
              tokenized(
                  asked.containsKey("prompt")
                      ? bed.model.tokenizer().encode(asked.getString("prompt"), false, true)
                      : prompt(asked)),
              listener);
      case "/detokenize", "/v1/detokenize" -> reply(200, detokenized(asked), listener);
      case "/apply-template" ->
          reply(200, new JsonObject().put("prompt", rendered(asked)), listener);
      default -> bed.upstream.call(method, uri, headers, body, listener);
    };
  }

  @Override
  public UpstreamCall stream(
      HttpMethod method,
      String uri,
      MultiMap headers,
      ReadStream<Buffer> body,
      UpstreamCall.Listener listener) {
    return bed.upstream.stream(method, uri, headers, body, listener);
  }

  @Override
  public Future<Void> probe() {
    return bed.upstream.probe();
  }

  @Override
  public Future<Void> close() {
    return bed.upstream.close();
  }

  /** Returns what a server of this kind says of itself; null where it has no such route. */
  private @Nullable JsonObject lookUp(String path) {
    return switch (path) {
      case "/v1/models" ->
          new JsonObject()
              .put(
                  "data",
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("id", bed.model.name())
                              .put("owned_by", kind == ServerKind.LLAMA ? "llamacpp" : kind.label())
                              .put("max_model_len", bed.model.generator().contextTokens())));
      case "/props" ->
          kind == ServerKind.LLAMA
              ? new JsonObject().put("build_info", "b1").put("total_slots", 4)
              : null;
      case "/api/version" ->
          kind == ServerKind.OLLAMA ? new JsonObject().put("version", "0.31.0") : null;
      default -> null;
    };
  }

  private UpstreamCall reply(int status, JsonObject json, UpstreamCall.Listener listener) {
    LocalCall call = new LocalCall(listener);
    bed.vertx
        .getOrCreateContext()
        .runOnContext(now -> call.reply(status, json.toBuffer().getBytes()));
    return call;
  }

  /** The engine waits for its reader: a busy machine does not make it run ahead. */
  private UpstreamCall chat(MultiMap headers, JsonObject asked, UpstreamCall.Listener listener) {
    if (!asked.getBoolean("stream", false)) {
      return bed.upstream.call(HttpMethod.POST, CHAT, headers, asked.toBuffer(), listener);
    }
    InStep stream =
        new InStep(bed.vertx.getOrCreateContext(), new TakenLogProbs(listener, logProbs));
    JsonObject body = asked.copy().put("logprobs", true);
    return stream.follow(
        bed.upstream.call(HttpMethod.POST, CHAT, headers, body.toBuffer(), stream));
  }

  private UpstreamCall complete(
      MultiMap headers, JsonObject asked, UpstreamCall.Listener listener) {
    boolean streams = asked.getBoolean("stream", false);
    return bed.upstream.call(
        HttpMethod.POST,
        "/v1/completions",
        headers,
        (streams ? asked.copy().put("logprobs", 0) : asked).toBuffer(),
        streams ? new TakenLogProbs(listener, logProbs) : listener);
  }

  private UpstreamCall ollamaChat(
      MultiMap headers, JsonObject asked, UpstreamCall.Listener listener) {
    JsonObject chat = continued(asked);
    for (Object each : chat.getJsonArray("messages")) {
      JsonObject message = (JsonObject) each;
      if (message.containsKey("thinking")) { // as the renderer of qwen3.5 does
        message.put("reasoning_content", message.getString("thinking").strip());
        message.put("content", message.getString("content").strip());
      }
    }
    if (asked.getBoolean("_debug_render_only", false)) {
      JsonObject shown = new JsonObject().put("rendered_template", rendered(chat));
      return reply(200, new JsonObject().put("_debug_info", shown), listener);
    }
    JsonObject options = asked.getJsonObject("options");
    copy(options, chat, "num_predict");
    NativeStream lines = new NativeStream(listener, NativeStream.Shape.OLLAMA_CHAT);
    chat.put("stream_options", new JsonObject().put("include_usage", true));
    return chat(headers, chat, lines);
  }

  /** Where a last message of the assistant is gone on from without being asked to. */
  private static JsonObject continued(JsonObject asked) {
    JsonObject chat = asked.copy();
    JsonArray messages = chat.getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    if (last.getString("role").equals("assistant")) {
      chat.put("continue_final_message", true).put("add_generation_prompt", false);
    }
    return chat;
  }

  /** Returns what the completions route is asked for a native one, without the prompt. */
  private static JsonObject raw(JsonObject asked, String limit) {
    JsonObject body =
        new JsonObject()
            .put("max_tokens", 200)
            .put("stream", true)
            .put("stream_options", new JsonObject().put("include_usage", true));
    copy(asked, body, limit);
    return body;
  }

  private static void copy(JsonObject from, JsonObject to, String limit) {
    SAMPLING.stream().filter(from::containsKey).forEach(name -> to.put(name, from.getValue(name)));
    if (from.containsKey(limit)) {
      to.put("max_tokens", from.getValue(limit));
    }
  }

  private JsonObject tokenized(int[] ids) {
    JsonArray tokens = new JsonArray();
    Arrays.stream(ids).forEach(tokens::add);
    return new JsonObject()
        .put("tokens", tokens)
        .put("max_model_len", bed.model.generator().contextTokens());
  }

  private JsonObject detokenized(JsonObject asked) {
    List<Integer> tokens =
        asked.getJsonArray("tokens").stream().map(id -> ((Number) id).intValue()).toList();
    String text = EngineBed.text(bed.model.tokenizer(), tokens);
    return new JsonObject().put("prompt", text).put("text", text);
  }

  private String rendered(JsonObject asked) {
    return EngineBed.text(bed.model.tokenizer(), Arrays.stream(prompt(asked)).boxed().toList());
  }

  private int[] prompt(JsonObject asked) {
    return prompt(bed, asked);
  }

  /** Returns what the engine reads when it is asked so on its chat route. */
  static int[] prompt(EngineBed bed, JsonObject asked) {
    try {
      return RequestReader.chat(Json.read(asked.encode()), bed.model.tokenizer().size())
          .prompts()
          .encode(bed.model.tokenizer(), bed.model.template())
          .get(0)
          .tokens();
    } catch (BadParameterException | com.fasterxml.jackson.core.JsonProcessingException refused) {
      throw new IllegalArgumentException(refused);
    }
  }

  /** Returns the thinking of a last message as Ollama's renderer writes it. */
  public static String ollama(String thinking, String head) {
    return ContinuationShape.THINK_TAGS.wrap(thinking.strip()) + head.strip();
  }
}
