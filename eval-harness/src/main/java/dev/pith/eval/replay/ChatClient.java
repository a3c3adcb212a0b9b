package dev.pith.eval.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.session.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/**
 * A client of an OpenAI-style chat API that asks for recorded traces and reads streams.
 *
 * <p>Thread-safe; a call blocks its thread until the stream has ended.
 */
public final class ChatClient implements AutoCloseable {

  /** Receives a stream while it comes, on the thread of the call. */
  public interface Listener {
    /** A piece of the thinking has come. */
    void onReasoning(String text);

    /** A piece of the answer has come. */
    void onAnswer(String text);

    /** Returns a listener that does nothing. */
    static Listener silent() {
      return new Listener() {
        @Override
        public void onReasoning(String text) {}

        @Override
        public void onAnswer(String text) {}
      };
    }
  }

  /** Says what a proxy on the way does with a request. */
  public static final String MODE_HEADER = "x-pith-mode";

  private static final JsonMapper JSON = new JsonMapper();
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
  private static final String DONE = "[DONE]";

  private final OkHttpClient http =
      new OkHttpClient.Builder().readTimeout(LONGEST_SILENCE).callTimeout(Duration.ZERO).build();
  private final String url;

  /** Creates a client of the server at {@code baseUrl}, for example {@code http://127.0.0.1:80}. */
  public ChatClient(String baseUrl) {
    url = baseUrl + "/v1/chat/completions";
  }

  /**
   * Asks a model one question and reads its stream.
   *
   * @param model the model's name
   * @param prompt the user's message
   * @param traceKey the trace a replay server answers with
   * @param mode what a proxy on the way does with it
   * @throws IOException when the connection fails, the reply is not a stream, or the stream breaks
   *     off or holds an error
   */
  public ChatReply stream(
      String model, String prompt, String traceKey, Mode mode, Listener listener)
      throws IOException {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    Map<String, String> headers =
        Map.of(
            ReplayServer.TRACE_HEADER, traceKey, MODE_HEADER, mode.name().toLowerCase(Locale.ROOT));
    return stream(body, headers, listener);
  }

  /**
   * Asks any question and reads its stream.
   *
   * @param body the request; that its answer is streamed, with its usage, is added
   * @param headers what is asked besides
   * @throws IOException when the connection fails, the reply is not a stream, or the stream breaks
   *     off or holds an error
   */
  public ChatReply stream(ObjectNode body, Map<String, String> headers, Listener listener)
      throws IOException {
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    Request.Builder built =
        new Request.Builder()
            .url(url)
            .post(RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE));
    headers.forEach(built::header);
    Request request = built.build();
    Reader reader = new Reader(listener);
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("HTTP " + response.code() + ": " + response.body().string());
      }
      EventSources.processResponse(response, reader);
    }
    return reader.reply();
  }

  @Override
  public void close() {
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }

  /** Collects the events of one stream. */
  private static final class Reader extends EventSourceListener {
    private final Listener listener;
    private final long startNanos = System.nanoTime();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder answer = new StringBuilder();
    private @Nullable String finishReason;
    private @Nullable JsonNode usage;
    private @Nullable JsonNode pith;
    private @Nullable Throwable failure;
    private boolean done;

    Reader(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvent(
        EventSource source, @Nullable String id, @Nullable String type, String data) {
      if (data.equals(DONE)) {
        done = true;
        return;
      }
      try {
        onChunk(JSON.readTree(data));
      } catch (IOException notJson) {
        failure = notJson;
      }
    }

    @Override
    public void onFailure(
        EventSource source, @Nullable Throwable thrown, @Nullable Response response) {
      failure = thrown == null ? new IOException("the reply is not an event stream") : thrown;
    }

    private void onChunk(JsonNode chunk) {
      if (chunk.has("error")) {
        failure = new IOException("error in the stream: " + chunk.get("error"));
      }
      JsonNode choice = chunk.at("/choices/0");
      for (String member : List.of("reasoning_content", "reasoning")) {
        String text = choice.path("delta").path(member).asText("");
        if (!text.isEmpty()) {
          reasoning.append(text);
          listener.onReasoning(text);
        }
      }
      String text = choice.path("delta").path("content").asText("");
      if (!text.isEmpty()) {
        answer.append(text);
        listener.onAnswer(text);
      }
      finishReason = choice.path("finish_reason").asText(finishReason);
      usage = chunk.path("usage").isObject() ? chunk.get("usage") : usage;
      pith = chunk.has("pith") ? chunk.get("pith") : pith;
    }

    ChatReply reply() throws IOException {
      if (failure != null) {
        throw new IOException("the stream broke: " + failure.getMessage(), failure);
      }
      if (!done || finishReason == null) {
        throw new IOException("the stream ended without " + (done ? "a finish reason" : DONE));
      }
      return new ChatReply(
          reasoning.toString(),
          answer.toString(),
          finishReason,
          Optional.ofNullable(usage),
          Optional.ofNullable(pith),
          System.nanoTime() - startNanos);
    }
  }
}
