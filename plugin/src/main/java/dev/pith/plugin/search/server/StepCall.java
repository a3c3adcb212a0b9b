package dev.pith.plugin.search.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StepStream;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UpstreamError;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.dialect.stop.StepRecipe;
import dev.pith.plugin.search.StepRequest;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.LineDecoder;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One step that a server writes: read until it is complete, then closed.
 *
 * <p>A server that stops at the stop text before there is any word is asked to go on, a few times
 * at most. All but {@link #start} and the cancelling is confined to the context of the server.
 */
final class StepCall implements UpstreamCall.Listener {
  private static final int MOST_CALLS = 4;

  /** How long the end of the transfer may follow the terminator of the stream. */
  private static final long LONGEST_END_MILLIS = 1_000;

  /** A step of so many characters a token is none: the server does not keep the limit. */
  private static final int MOST_CHARS_A_TOKEN = 100;

  private static final int LEAST_CHARS = 10_000;
  private static final int MAX_REFUSAL_BYTES = 64 << 10;

  private final Server server;
  private final ServerPath from;
  private final StepRequest request;
  private final CompletableFuture<ServerPath> answer = new CompletableFuture<>();

  /** What the calls before have written of the step. */
  private String written = "";

  private int calls;
  private long generatedBefore;
  private boolean uncounted;
  private OptionalLong read = OptionalLong.empty();
  private OptionalLong cached = OptionalLong.empty();
  private String path = "";
  private StepStream stream;
  private SseDecoder events = new SseDecoder(this::onServerEvent);
  private LineDecoder lines = new LineDecoder(this::onServerEvent);
  private int refused;
  private Buffer refusal = Buffer.buffer();
  private @Nullable UpstreamCall call;

  /** Whether what still comes of the call is of no interest. */
  private boolean over;

  private StepCall(Server server, ServerPath from, StepRequest request) {
    this.server = server;
    this.from = from;
    this.request = request;
    stream = new StepStream(server.shape(), from.text(), from.channels());
  }

  /** Asks for a step; cancelling the future closes the call at once. */
  static CompletableFuture<ServerPath> start(Server server, ServerPath from, StepRequest request) {
    StepCall step = new StepCall(server, from, request);
    CompletableFuture<ServerPath> unused =
        step.answer.whenComplete(
            (path, failure) -> {
              if (step.answer.isCancelled()) {
                server.context().runOnContext(now -> step.close());
              }
            });
    server.context().runOnContext(now -> step.send());
    return step.answer;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (status != 200) {
      refused = status;
    } else if (!EventStreams.isReadable(headers, from.origin().recipe().format())) {
      fail("the server answered %s with something else than a stream".formatted(path));
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (refused > 0) {
      if (refusal.length() < MAX_REFUSAL_BYTES) {
        refusal.appendBuffer(bytes);
      }
    } else if (from.origin().recipe().format().isLines()) {
      lines.onBytes(bytes.getBytes());
    } else {
      events.onBytes(bytes.getBytes());
    }
  }

  @Override
  public void onEnd() {
    if (over) {
      return;
    }
    if (refused > 0) {
      fail(Server.refusal(refused, path, json(refusal)));
      return;
    }
    events.onEnd();
    lines.onEnd();
    if (!over) {
      stream.onEnd();
      onStreamEnd();
    }
  }

  @Override
  public void onFailure(UpstreamException failure) {
    if (!over) {
      fail(failure);
    }
  }

  private void send() {
    if (answer.isDone()) {
      return;
    }
    over = false;
    StepRecipe.Asked asked =
        new StepRecipe.Asked(
            from.origin().request(),
            from.origin().prompt(),
            from.text() + written,
            request.ends().stopText(),
            (int) Math.max(1, request.maxTokens() - generatedBefore),
            request.temperature(),
            request.seed() + calls);
    calls++;
    try {
      ServerCall next = from.origin().recipe().step(asked);
      path = next.path();
      call = server.route().open(next, this);
    } catch (RuntimeException unsendable) {
      fail(unsendable);
    }
  }

  private void onServerEvent(SseEvent event) {
    from.origin().recipe().format().inOpenAiShape(event).forEach(this::onEvent);
  }

  private void onEvent(SseEvent event) {
    if (over) {
      return;
    }
    stream.onEvent(event);
    String step = written + stream.text();
    OptionalInt end = request.ends().find(step);
    if (end.isPresent()) {
      // White space that came with it is mostly of the same token.
      boolean whole = step.substring(end.getAsInt()).isBlank();
      complete(whole ? step : step.substring(0, end.getAsInt()), false);
    } else if (stream.end() != StreamEnd.RUNNING) {
      onStreamEnd();
    } else if (step.length()
        > Math.max(LEAST_CHARS, MOST_CHARS_A_TOKEN * (long) request.maxTokens())) {
      fail("the server does not keep the limit of %d tokens".formatted(request.maxTokens()));
    }
  }

  private void onStreamEnd() {
    switch (stream.end()) {
      case COMPLETE -> onComplete();
      case FAILED ->
          fail(
              "the server failed: "
                  + stream.error().map(UpstreamError::message).orElse(stream.finish()));
      case BROKEN, RUNNING -> fail("the stream of the server broke off");
    }
  }

  private void onComplete() {
    String step = written + stream.text();
    if (stream.finish().equals("length")) {
      // Fewer than were asked for: the context is full.
      boolean full =
          stream.tokens().isPresent()
              && generatedBefore + stream.tokens().getAsLong() < request.maxTokens();
      complete(step, full);
      return;
    }
    Optional<String> stop = endedByStop();
    if (stop.isEmpty()) {
      complete(step, true);
      return;
    }
    step = step.endsWith(stop.get()) ? step : step + stop.get();
    if (request.ends().find(step).isPresent()) {
      complete(step, false);
    } else if (calls < MOST_CALLS) {
      goOn(step);
    } else {
      complete("", false);
    }
  }

  /**
   * Returns the stop text where that ended the stream. A server that does not say what did is taken
   * to have stopped there, if it wrote anything: should the model have ended, it does so again when
   * it is asked to go on.
   */
  private Optional<String> endedByStop() {
    Optional<String> asked = request.ends().stopText();
    if (asked.isEmpty() || !stream.finish().equals("stop")) {
      return Optional.empty();
    }
    boolean told = stream.tellsStop() || from.origin().recipe().tellsStops();
    return told ? stream.stop() : asked.filter(text -> !stream.text().isEmpty());
  }

  private void goOn(String step) {
    note();
    leaveCall();
    written = step;
    events = new SseDecoder(this::onServerEvent);
    lines = new LineDecoder(this::onServerEvent);
    stream = new StepStream(server.shape(), from.text() + written, stream.channels());
    // A call that has ended is not followed by the next one inside of its own news.
    server.context().runOnContext(now -> send());
  }

  /** Adds up what the call told of itself. */
  private void note() {
    generatedBefore += stream.tokens().orElse(0);
    uncounted |= stream.tokens().isEmpty();
    if (calls == 1) {
      read = stream.promptTokens();
      cached = stream.cachedTokens();
    }
  }

  private void complete(String step, boolean finished) {
    note();
    leaveCall();
    OptionalLong generated = uncounted ? OptionalLong.empty() : OptionalLong.of(generatedBefore);
    ServerPath.Counts counts = new ServerPath.Counts(generated, read, cached);
    answer.complete(
        new ServerPath(
            from.origin(), from.text() + step, step, stream.channels(), finished, counts));
  }

  private void fail(String why) {
    fail(new IllegalStateException(why));
  }

  private void fail(Throwable why) {
    close();
    answer.completeExceptionally(why);
  }

  private void close() {
    over = true;
    if (call != null) {
      call.cancel();
    }
  }

  /** Closes a stream that goes on; one that has ended keeps its connection for the next call. */
  private void leaveCall() {
    UpstreamCall left = call;
    if (left == null || stream.end() == StreamEnd.RUNNING) {
      close();
    } else {
      over = true;
      server.route().vertx().setTimer(LONGEST_END_MILLIS, tooLate -> left.cancel());
    }
  }

  private static JsonNode json(Buffer body) {
    try {
      return Json.read(body.toString());
    } catch (JsonProcessingException other) {
      return MissingNode.getInstance();
    }
  }
}
