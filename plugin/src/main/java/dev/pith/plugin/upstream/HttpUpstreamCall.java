package dev.pith.plugin.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request over HTTP.
 *
 * <p>It can be cancelled also while it waits for a connection: the server sees the connection close
 * at once. A server that sends nothing for too long is a failure, unless it is we who do not read.
 */
final class HttpUpstreamCall implements UpstreamCall {

  private static final Logger LOG = LoggerFactory.getLogger(HttpUpstreamCall.class);
  private static final long NO_TIMER = -1;

  private final HttpUpstream upstream;
  private final Vertx vertx;
  private final Listener listener;

  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private boolean over;
  private boolean paused;
  private boolean sending;
  private long lastSignNanos;
  private long silenceTimer = NO_TIMER;

  HttpUpstreamCall(HttpUpstream upstream, Vertx vertx, Listener listener) {
    this.upstream = upstream;
    this.vertx = vertx;
    this.listener = listener;
  }

  void start(RequestOptions options, Function<HttpClientRequest, Future<Void>> sendBody) {
    watch();
    upstream.connect(options).onComplete(connected -> onConnected(connected, sendBody), this::fail);
  }

  @Override
  public void pause() {
    paused = true;
    if (response != null && !over) {
      response.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    lastSignNanos = System.nanoTime();
    if (response != null && !over) {
      response.resume();
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      finish();
      if (response != null) {
        // One that has ended on the wire cannot be reset: its connection takes the next request,
        // and would never be read again while this answer is paused.
        response.resume();
      }
      if (request != null) {
        request.reset().onFailure(alreadyClosed -> {});
      }
    }
  }

  private void onConnected(
      HttpClientRequest connected, Function<HttpClientRequest, Future<Void>> sendBody) {
    if (over) {
      connected.reset().onFailure(alreadyClosed -> {});
      return;
    }
    request = connected;
    sending = true;
    connected.response().onComplete(this::onResponse, this::fail);
    sendBody.apply(connected).onComplete(this::onSent, this::fail);
  }

  private void onSent(Void done) {
    sending = false;
    lastSignNanos = System.nanoTime();
  }

  private void onResponse(HttpClientResponse arrived) {
    if (over) {
      return;
    }
    response = arrived;
    sending = false;
    lastSignNanos = System.nanoTime();
    arrived.exceptionHandler(this::fail);
    arrived.handler(
        bytes -> {
          if (!over) {
            lastSignNanos = System.nanoTime();
            guarded(() -> listener.onBytes(bytes));
          }
        });
    arrived.endHandler(
        end -> {
          if (!over) {
            finish();
            guarded(listener::onEnd);
          }
        });
    if (paused) {
      arrived.pause();
    }
    guarded(
        () -> listener.onHead(arrived.statusCode(), arrived.statusMessage(), arrived.headers()));
  }

  /* A listener that fails must not leave its client waiting for an end that never comes. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      LOG.error("an answer of the upstream could not be handled", failure);
      cancel();
      listener.onFailure(UpstreamException.unhandled(failure));
    }
  }

  private void fail(Throwable cause) {
    if (!over) {
      cancel();
      listener.onFailure(
          cause instanceof UpstreamException known
              ? known
              : UpstreamException.of(cause, upstream.authority()));
    }
  }

  private void finish() {
    over = true;
    vertx.cancelTimer(silenceTimer);
  }

  private void watch() {
    lastSignNanos = System.nanoTime();
    watchFor(upstream.longestSilence().toMillis());
  }

  /* One timer for the whole call: it looks back at the last sign instead of being set per piece. */
  private void watchFor(long millis) {
    silenceTimer = vertx.setTimer(Math.max(1, millis), fired -> checkSilence());
  }

  private void checkSilence() {
    long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSignNanos);
    long leftMillis = upstream.longestSilence().toMillis() - (paused || sending ? 0 : silentMillis);
    if (leftMillis > 0) {
      watchFor(leftMillis);
    } else {
      fail(UpstreamException.silent(upstream.longestSilence(), upstream.authority()));
    }
  }
}
