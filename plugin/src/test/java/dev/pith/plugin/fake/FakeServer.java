package dev.pith.plugin.fake;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model server that thinks about one question longer than it should, on the wire of one kind of
 * server: subclasses have the chunks and the routes.
 *
 * <p>It stops in the middle of its thinking and waits, as a model that is held; it goes on when a
 * continuation fails, and answers at once when it is asked again after that.
 */
public abstract class FakeServer implements Handler<HttpServerRequest> {

  /** With a thinking budget of 20 tokens the cut falls behind the last of these. */
  public static final List<String> KEPT =
      List.of("Seventeen times", " twenty is 340. And seventeen times", " three is 51. ");

  public static final String KEPT_TEXT = String.join("", KEPT);

  /** What is thought after the cut. */
  public static final List<String> DROPPED = List.of("So it is 391. Wait,", " check that ≈ once.");

  public static final List<String> ANSWER = List.of("The product ", "is **391**.");
  public static final String ANSWER_TEXT = String.join("", ANSWER);

  /** What a template makes of a question. */
  static final String PROMPT = "<|user|>17*23?<|assistant|>\n";

  /** How a continuation goes wrong. */
  public enum Fault {
    NONE,
    REFUSED,
    RESET,
    SILENT
  }

  /** How a probe for log-probabilities goes wrong. */
  public enum ProbeFault {
    NONE,
    REFUSED,
    RESET,
    SILENT,
    GARBAGE,
    NO_LOG_PROBS
  }

  /** A call that was made. */
  public record Asked(String path, JsonObject body) {

    /** Returns the text of the ids that it goes on from. */
    public String promptOfIds() {
      return Ids.text(body.getJsonArray("prompt"));
    }
  }

  public volatile Fault fault = Fault.NONE;
  public volatile int pieceBytes = Integer.MAX_VALUE;

  /** Whether answers run to their end without waiting; those to a probe do not. */
  public volatile boolean endsItself;

  /** Whether its template leaves the thoughts of earlier turns out. */
  public volatile boolean leavesThoughtsOut;

  /** Whether the first answer breaks with an error in the middle of its thinking. */
  public volatile boolean breaksInThinking;

  /** Whether a continuation calls a tool in the place of an answer. */
  public volatile boolean callsATool;

  /** Whether a continuation stays open after its first word. */
  public volatile boolean continuationStaysOpen;

  /** How probes for log-probabilities go wrong. */
  public volatile ProbeFault probeFault = ProbeFault.NONE;

  /** A member that it does not know, and refuses requests for; empty for none. */
  public volatile String refuses = "";

  /** Requests that it refused for that. */
  public final BlockingQueue<Asked> refused = new LinkedBlockingQueue<>();

  /** Probes for log-probabilities that were made. */
  public final BlockingQueue<Asked> probes = new LinkedBlockingQueue<>();

  public final BlockingQueue<Asked> questions = new LinkedBlockingQueue<>();
  public final BlockingQueue<Asked> continuations = new LinkedBlockingQueue<>();

  /** Paths of the streams whose reader left before they were over. */
  public final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

  private final AtomicReference<HttpServerResponse> waiting = new AtomicReference<>();

  @Override
  public final void handle(HttpServerRequest request) {
    request.body().onSuccess(bytes -> answer(request, bytes));
  }

  /** Returns where it is asked. */
  public String path() {
    return "/v1/chat/completions";
  }

  /** Returns the question that it is asked. */
  public JsonObject question(boolean stream) {
    JsonObject user = new JsonObject().put("role", "user").put("content", "17*23?");
    return new JsonObject()
        .put("model", "m")
        .put("stream", stream)
        .put("messages", new JsonArray().add(user));
  }

  /** Returns the chunk that begins a stream. */
  abstract String begin();

  abstract String thinking(String text);

  abstract String answer(String text);

  /** Returns everything behind the last word of an answer. */
  abstract String end();

  /** Returns what this kind of server sends when it fails in the middle of a stream. */
  abstract String failure();

  /** Returns the answer to a {@code GET}; null for a 404. */
  @Nullable JsonObject get(String path) {
    return null;
  }

  /** Returns the answer to a call that is answered with JSON; null for a call that streams. */
  @Nullable JsonObject json(String path, JsonObject body) {
    return null;
  }

  /** Tells whether a call goes on from a cut. */
  abstract boolean isContinuation(String path, JsonObject body);

  /** Returns the whole stream of a continuation. */
  String continuation(String path, JsonObject body) {
    return begin() + answer(ANSWER.get(0)) + answer(ANSWER.get(1)) + end();
  }

  /** Returns the type of a stream. */
  String contentType(String path) {
    return "text/event-stream";
  }

  /** Returns what a client reads that asks this server itself and lets it think to its end. */
  public final String whole() {
    return begun() + rest();
  }

  /** Returns what a client reads that asks it for one body. */
  public final Buffer wholeBody() {
    JsonObject body = json(path(), question(false));
    return body == null ? Buffer.buffer() : body.toBuffer();
  }

  /** Returns what a client reads whose question made it call a tool in the place of an answer. */
  public final String wholeWithCall() {
    return begun() + toolCall();
  }

  /** Returns what a client reads when it breaks in the middle of its thinking. */
  public final String broken() {
    return begin() + thinking(KEPT.get(0)) + failure();
  }

  /** Writes to the stream that waits. */
  final void goOn(String text, boolean complete) {
    HttpServerResponse held = waiting.getAndSet(null);
    if (held != null && !held.closed()) {
      send(held, text, complete);
    }
  }

  /** Thinks on in the stream that waits until nobody listens. */
  final void thinkOn() {
    HttpServerResponse held = waiting.getAndSet(null);
    if (held != null) {
      Vertx vertx = Vertx.currentContext().owner();
      vertx.setPeriodic(
          5,
          timer -> {
            if (held.closed()) {
              vertx.cancelTimer(timer);
            } else {
              held.write(thinking("On and on. "));
            }
          });
    }
  }

  private String rest() {
    StringBuilder rest = new StringBuilder();
    DROPPED.forEach(text -> rest.append(thinking(text)));
    ANSWER.forEach(text -> rest.append(answer(text)));
    return rest.append(end()).toString();
  }

  private void answer(HttpServerRequest request, Buffer bytes) {
    HttpServerResponse response = request.response();
    if (request.method().equals(HttpMethod.GET)) {
      reply(response, get(request.path()));
      return;
    }
    JsonObject body = bytes.toJsonObject();
    if (!refuses.isEmpty() && body.containsKey(refuses)) {
      refused.add(new Asked(request.path(), body));
      response
          .setStatusCode(400)
          .end("{\"error\":{\"message\":\"unknown member " + refuses + "\"}}");
      return;
    }
    if (request.path().endsWith("/v1/completions") && body.containsKey("logprobs")) {
      probes.add(new Asked(request.path(), body));
      probe(response, body);
      return;
    }
    JsonObject json = json(request.path(), body);
    if (json != null) {
      reply(response, json);
      return;
    }
    String path = request.path();
    response.exceptionHandler(broken -> {});
    response.closeHandler(
        closed -> {
          if (!response.ended()) {
            abandoned.add(path);
          }
        });
    response.setChunked(true).putHeader("content-type", contentType(path));
    if (isContinuation(path, body)) {
      continuations.add(new Asked(path, body));
      goOnFromCut(path, body, response);
    } else {
      questions.add(new Asked(path, body));
      boolean probe = Integer.valueOf(256).equals(body.getInteger("max_tokens"));
      boolean again = fault != Fault.NONE && !continuations.isEmpty();
      think(response, (endsItself && !probe) || again);
    }
  }

  private void think(HttpServerResponse response, boolean toItsEnd) {
    if (toItsEnd) {
      send(response, callsATool ? wholeWithCall() : whole(), true);
    } else if (breaksInThinking) {
      send(response, broken(), true);
    } else {
      waiting.set(response);
      send(response, begun() + thinking(DROPPED.get(0)), false);
    }
  }

  private String begun() {
    StringBuilder begun = new StringBuilder(begin());
    KEPT.forEach(text -> begun.append(thinking(text)));
    return begun.toString();
  }

  private void goOnFromCut(String path, JsonObject body, HttpServerResponse response) {
    if (fault == Fault.NONE) {
      String stream = callsATool ? begin() + toolCall() : continuation(path, body);
      int word = stream.indexOf(ANSWER.get(0));
      int piece = stream.indexOf('\n', word) + 4;
      if (continuationStaysOpen) {
        send(response, stream.substring(0, Math.min(piece, stream.length())), false);
      } else {
        send(response, stream, true);
      }
      return;
    }
    HttpServerResponse held = waiting.getAndSet(null);
    if (held != null && !held.closed()) {
      send(held, rest().substring(thinking(DROPPED.get(0)).length()), true);
    }
    switch (fault) {
      case REFUSED -> response.setStatusCode(400).end("{\"error\":{\"message\":\"no\"}}");
      case RESET -> response.reset();
      case SILENT, NONE -> response.writeHead();
    }
  }

  /** Answers a probe, and lets the stream that waits go on. */
  private void probe(HttpServerResponse response, JsonObject body) {
    switch (probeFault) {
      case REFUSED -> response.setStatusCode(400).end("{\"error\":{\"message\":\"no\"}}");
      case RESET -> response.reset();
      case SILENT -> {}
      case GARBAGE -> response.end("<html>");
      case NO_LOG_PROBS -> reply(response, probed(body).put("choices", new JsonArray()));
      case NONE -> reply(response, probed(body));
    }
    thinkOn();
  }

  /** Behind an end tag it begins an answer, in an answer it says 391, else it ends its thinking. */
  private JsonObject probed(JsonObject body) {
    String prompt = body.getString("prompt");
    List<String> words =
        prompt.endsWith("</think>\n\n")
            ? List.of("The")
            : prompt.contains("</think>") ? List.of(" 391", ".") : List.of("</think>");
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("text", String.join("", words))
            .put("logprobs", logProbs(words))
            .put("finish_reason", "length");
    JsonObject usage = usage(prompt.length(), words.size());
    usage.put("prompt_tokens_details", new JsonObject().put("cached_tokens", prompt.length() - 10));
    return new JsonObject()
        .put("object", "text_completion")
        .put("choices", new JsonArray().add(choice))
        .put("usage", usage);
  }

  /** Returns the log-probabilities of words, each far likelier than the one other that is told. */
  JsonObject logProbs(List<String> words) {
    JsonArray tokens = new JsonArray();
    JsonArray logs = new JsonArray();
    JsonArray top = new JsonArray();
    for (String word : words) {
      tokens.add(word);
      logs.add(-0.01);
      top.add(new JsonObject().put(word, -0.01).put("Wait", -4.7));
    }
    return new JsonObject()
        .put("tokens", tokens)
        .put("token_logprobs", logs)
        .put("top_logprobs", top);
  }

  /** Returns a call of a tool and everything behind it. */
  String toolCall() {
    JsonObject function = new JsonObject().put("name", "f").put("arguments", "{}");
    JsonObject call = new JsonObject().put("index", 0).put("id", "c1").put("type", "function");
    JsonArray calls = new JsonArray().add(call.put("function", function));
    return event(chunk(new JsonObject().put("tool_calls", calls), null))
        + event(chunk(new JsonObject(), "tool_calls"))
        + "data: [DONE]\n\n";
  }

  private void send(HttpServerResponse response, String stream, boolean complete) {
    Buffer bytes = Buffer.buffer(stream);
    List<Buffer> pieces = new ArrayList<>();
    for (int i = 0; i < bytes.length(); i += Math.min(pieceBytes, bytes.length() - i)) {
      pieces.add(bytes.getBuffer(i, (int) Math.min(bytes.length(), (long) i + pieceBytes)));
    }
    pieces.forEach(response::write);
    if (complete) {
      response.end();
    }
  }

  private static void reply(HttpServerResponse response, @Nullable JsonObject json) {
    response
        .setStatusCode(json == null ? 404 : 200)
        .putHeader("content-type", "application/json")
        .end(json == null ? "{}" : json.encode());
  }

  /** Returns the body of {@code /v1/models}. */
  static JsonObject models(String owner) {
    JsonObject model =
        new JsonObject().put("id", "m").put("owned_by", owner).put("max_model_len", 4096);
    return new JsonObject().put("object", "list").put("data", new JsonArray().add(model));
  }

  /** Returns an event of the OpenAI chat shape. */
  static String event(JsonObject chunk) {
    return "data: " + chunk.encode() + "\n\n";
  }

  /** Returns an event that has its type as its name. */
  static String named(JsonObject said) {
    return "event: " + said.getString("type") + "\ndata: " + said.encode() + "\n\n";
  }

  /** Returns a chunk of the OpenAI chat shape with one choice. */
  static JsonObject chunk(JsonObject delta, @Nullable String finish) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finish);
    return head().put("choices", new JsonArray().add(choice));
  }

  static JsonObject head() {
    return new JsonObject()
        .put("id", "chatcmpl-F1")
        .put("object", "chat.completion.chunk")
        .put("created", 1_790_000_000)
        .put("model", "m");
  }

  static JsonObject usage(int prompt, int completion) {
    return new JsonObject()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }

  /**
   * Returns a conversation as its template renders it.
   *
   * @param single renders one of a single turn
   */
  final String prompt(JsonObject body, Function<JsonObject, String> single) {
    JsonArray messages = body.getJsonArray("messages");
    if (messages.size() < 3) {
      return single.apply(body);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      String said = messages.getJsonObject(i).getString("content");
      String thought = messages.getJsonObject(i).getString("reasoning_content", "");
      text.append(
          leavesThoughtsOut ? said.replaceAll("(?s)<think>.*</think>", "") : thought + said);
    }
    return text.toString();
  }
}
