package dev.pith.plugin.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * A model server that plays one script for a question and another one when it is asked to go on
 * from closed thinking.
 */
final class ScriptedModel implements Handler<HttpServerRequest> {

  /** Answers a call; the response has its head set for a stream of events. */
  interface Script extends Consumer<HttpServerResponse> {}

  /** Bodies of the calls that asked a question. */
  final BlockingQueue<JsonObject> questions = new LinkedBlockingQueue<>();

  /** Bodies of the calls that asked to go on. */
  final BlockingQueue<JsonObject> continuations = new LinkedBlockingQueue<>();

  /** Gets an element for each call whose client went away before its answer was complete. */
  final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

  private final Script question;
  private final Script continuation;

  ScriptedModel(Script question, Script continuation) {
    this.question = question;
    this.continuation = continuation;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request
        .body()
        .onSuccess(
            bytes -> {
              JsonObject body = bytes.toJsonObject();
              boolean goesOn = body.containsKey("continue_final_message");
              response.exceptionHandler(broken -> {});
              response.closeHandler(
                  closed -> {
                    if (!response.ended()) {
                      abandoned.add(goesOn ? "continuation" : "question");
                    }
                  });
              response.setChunked(true).putHeader("content-type", "text/event-stream");
              (goesOn ? continuations : questions).add(body);
              (goesOn ? continuation : question).accept(response);
            });
  }

  /** A script that sends a whole stream and ends. */
  static Script complete(String stream) {
    return inPieces(stream, Integer.MAX_VALUE, true);
  }

  /** A script that sends the beginning of a stream and then nothing more. */
  static Script unfinished(String stream) {
    return inPieces(stream, Integer.MAX_VALUE, false);
  }

  static Script inPieces(String stream, int pieceBytes, boolean complete) {
    Buffer bytes = Buffer.buffer(stream);
    return response -> {
      for (int i = 0; i < bytes.length(); i += Math.min(pieceBytes, bytes.length() - i)) {
        response.write(bytes.getBuffer(i, Math.min(bytes.length(), i + pieceBytes)));
      }
      if (complete) {
        response.end();
      }
    };
  }

  /** A script that refuses the call. */
  static Script status(int status, String body) {
    return response ->
        response.setStatusCode(status).putHeader("content-type", "application/json").end(body);
  }

  /** A script that breaks the connection. */
  static Script reset() {
    return response -> response.reset();
  }

  /** A script that answers nothing. */
  static Script silent() {
    return response -> {};
  }

  /** Returns a chunk whose delta has one text. */
  static String delta(String member, String text) {
    return chunk(new JsonObject().put(member, text), null);
  }

  static String finish(String reason) {
    return chunk(new JsonObject(), reason);
  }

  static String usage(long prompt, long completion) {
    return event(
        head()
            .put("choices", new JsonArray())
            .put(
                "usage",
                new JsonObject()
                    .put("prompt_tokens", prompt)
                    .put("completion_tokens", completion)
                    .put("total_tokens", prompt + completion)));
  }

  static String done() {
    return "data: [DONE]\n\n";
  }

  static String event(JsonObject chunk) {
    return "data: " + chunk.encode() + "\n\n";
  }

  static JsonObject head() {
    return new JsonObject()
        .put("id", "chatcmpl-first")
        .put("object", "chat.completion.chunk")
        .put("created", 1_790_000_000)
        .put("model", "m");
  }

  private static String chunk(JsonObject delta, String finishReason) {
    return event(
        head()
            .put(
                "choices",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("index", 0)
                            .put("delta", delta)
                            .put("finish_reason", finishReason))));
  }
}
