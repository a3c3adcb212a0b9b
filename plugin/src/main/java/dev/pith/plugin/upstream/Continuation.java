package dev.pith.plugin.upstream;

import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.stop.StreamFormat;
import dev.pith.plugin.wire.LineDecoder;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second call of an answer whose thinking was cut: it asks the model to go on from there, and
 * turns what comes into the stream that the client already has.
 *
 * <p>Until the first word of the answer is there, it may be given up without the client noticing.
 * Confined to the Vert.x context that it was started on.
 */
public final class Continuation implements UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);

  /** What a server answers that would do what it is asked, but not now. */
  private static final Set<Integer> OVERLOAD = Set.of(429, 502, 503, 504);

  /** How long the end of the transfer may follow the terminator of the stream. */
  private static final long LONGEST_END_MILLIS = 1_000;

  private static final long NO_TIMER = -1;

  /** Receives the answer; exactly one of {@link #onEnd} and {@link #onGivenUp} comes last. */
  public interface Listener {
    /** The answer has begun: from here on the continuation is the answer. */
    void onBegun();

    /** The next bytes for the client; comes after {@link #onBegun} only. */
    void onBytes(byte[] bytes);

    /** Nothing more comes; the splicer knows whether the answer is complete. */
    void onEnd();

    /**
     * There is no answer, and none has begun.
     *
     * @param reason a short stable word
     */
    void onGivenUp(String reason);
  }

  private final Vertx vertx;
  private final ContinuationSplicer splicer;
  private final Listener listener;
  private final StreamFormat format;
  private final SseDecoder events = new SseDecoder(this::onServerEvent);
  private final LineDecoder lines = new LineDecoder(this::onServerEvent);
  private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
  private final long deadlineTimer;

  private @Nullable UpstreamCall call;
  private boolean begun;
  private boolean over;
  private long endTimer = NO_TIMER;

  private Continuation(
      Vertx vertx,
      Duration deadline,
      StreamFormat format,
      ContinuationSplicer splicer,
      Listener listener) {
    this.vertx = vertx;
    this.format = format;
    this.splicer = splicer;
    this.listener = listener;
    this.deadlineTimer =
        vertx.setTimer(deadline.toMillis(), tooLate -> giveUp("continuation-timeout"));
  }

  /**
   * Starts the call.
   *
   * @param deadline how long the model may take to the first word of its answer
   * @param format how the route of the call writes its stream
   * @param splicer turns events into the client's stream; its opening has been taken
   * @param makeCall makes the call, with this as its listener
   */
  public static Continuation start(
      Vertx vertx,
      Duration deadline,
      StreamFormat format,
      ContinuationSplicer splicer,
      Listener listener,
      Function<UpstreamCall.Listener, UpstreamCall> makeCall) {
    Continuation continuation = new Continuation(vertx, deadline, format, splicer, listener);
    continuation.call = makeCall.apply(continuation);
    return continuation;
  }

  /** Returns the call, to slow it down. */
  public @Nullable UpstreamCall call() {
    return call;
  }

  /** Breaks the call off; the listener hears nothing more. */
  public void cancel() {
    over = true;
    vertx.cancelTimer(deadlineTimer);
    vertx.cancelTimer(endTimer);
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (OVERLOAD.contains(status)) {
      giveUp("continuation-overloaded");
    } else if (status != 200) {
      giveUp("continuation-refused");
    } else if (!EventStreams.isReadable(headers, format)) {
      giveUp("continuation-not-a-stream");
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    guarded(
        () -> {
          if (format.isLines()) {
            lines.onBytes(bytes.getBytes());
          } else {
            events.onBytes(bytes.getBytes());
          }
          deliver();
        });
  }

  @Override
  public void onEnd() {
    vertx.cancelTimer(endTimer);
    guarded(
        () -> {
          events.onEnd();
          lines.onEnd();
          splicer.onEnd();
        });
    finish();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    vertx.cancelTimer(endTimer);
    if (begun) {
      onEnd();
    } else {
      giveUp("continuation-broken");
    }
  }

  private void onServerEvent(SseEvent event) {
    format.inOpenAiShape(event).forEach(this::onEvent);
  }

  private void onEvent(SseEvent event) {
    if (over) {
      return;
    }
    byte[] bytes = splicer.onEvent(event);
    if (begun) {
      ready.writeBytes(bytes);
    } else if (splicer.cutFailed()) {
      giveUp("thinks-again");
    } else if (splicer.end() == StreamEnd.FAILED) {
      giveUp("continuation-broken");
    } else if (event.data() != null) { // a keep-alive is not worth keeping
      ready.writeBytes(bytes);
      if (splicer.started() && bytes.length > 0) {
        begin();
      }
    }
    if (splicer.terminated()) {
      finish();
      awaitEndOfTransfer();
    }
  }

  private void begin() {
    begun = true;
    vertx.cancelTimer(deadlineTimer);
    listener.onBegun();
  }

  private void deliver() {
    if (begun && ready.size() > 0) {
      byte[] bytes = ready.toByteArray();
      ready.reset();
      listener.onBytes(bytes);
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    if (!begun && splicer.started() && splicer.end() == StreamEnd.COMPLETE) {
      begin(); // a short answer that came together with its end
    }
    if (begun) {
      deliver();
      over = true;
      listener.onEnd();
    } else {
      giveUp("continuation-empty");
    }
  }

  /** A server that never ends the transfer keeps a connection for nothing. */
  private void awaitEndOfTransfer() {
    UpstreamCall open = call;
    if (open != null && endTimer == NO_TIMER) {
      endTimer = vertx.setTimer(LONGEST_END_MILLIS, tooLate -> open.cancel());
    }
  }

  private void giveUp(String reason) {
    if (!over && !begun) {
      cancel();
      listener.onGivenUp(reason);
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      LOG.error("a continuation could not be read", failure);
      if (begun) {
        cancel();
        listener.onEnd();
      } else {
        giveUp("own-failure");
      }
    }
  }
}
