package dev.pith.plugin.local;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.local.reply.ReplySink;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that is answered in this process: what is written on one side comes out on the other, but
 * nothing while the reader has paused.
 *
 * <p>Confined to the Vert.x context that it was made on.
 */
final class LocalCall implements UpstreamCall, ReplySink {

  /** What makes the answer; slowed down and broken off with the call. */
  interface Source {
    /** Stop making more, as soon as possible. */
    void pause();

    /** Go on. */
    void resume();

    /** Nobody wants the rest: free what it holds. */
    void cancel();
  }

  private static final Logger LOG = LoggerFactory.getLogger(LocalCall.class);

  private final Listener listener;
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  private @Nullable Source source;
  private boolean paused;
  private boolean delivering;
  private boolean over;

  LocalCall(Listener listener) {
    this.listener = listener;
  }

  /** Names what makes the answer, from now on; null when nothing more is made. */
  void madeBy(@Nullable Source maker) {
    source = maker;
    if (maker != null && paused) {
      maker.pause();
    }
  }

  /** Tells whether anybody waits for more. */
  boolean isOpen() {
    return !over;
  }

  @Override
  public void head(int status, String contentType) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set(HttpHeaders.CONTENT_TYPE, contentType);
    head(status, headers);
  }

  @Override
  public void write(byte[] bytes) {
    deliver(() -> listener.onBytes(Buffer.buffer(bytes)));
  }

  @Override
  public void end() {
    source = null;
    deliver(
        () -> {
          over = true;
          listener.onEnd();
        });
  }

  @Override
  public void reply(int status, byte[] json) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length));
    head(status, headers);
    write(json);
    end();
  }

  @Override
  public void reply(ErrorBody error) {
    reply(error.status(), error.toJson());
  }

  @Override
  public void pause() {
    if (!paused && !over) {
      paused = true;
      if (source != null) {
        source.pause();
      }
    }
  }

  @Override
  public void resume() {
    if (paused && !over) {
      paused = false;
      deliverWaiting();
      if (!paused && !over && source != null) {
        source.resume();
      }
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      waiting.clear();
      if (source != null) {
        source.cancel();
      }
    }
  }

  private void head(int status, MultiMap headers) {
    deliver(
        () -> listener.onHead(status, HttpResponseStatus.valueOf(status).reasonPhrase(), headers));
  }

  private void deliver(Runnable event) {
    if (!over) {
      waiting.add(event);
      deliverWaiting();
    }
  }

  /** A listener may pause, resume or cancel from inside an event. */
  private void deliverWaiting() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (!paused && !over && !waiting.isEmpty()) {
        waiting.remove().run();
      }
    } catch (RuntimeException failure) {
      // The reader must not leave its client waiting for an end that never comes.
      LOG.error("an answer of the embedded engine could not be handled", failure);
      cancel();
      listener.onFailure(UpstreamException.unhandled(failure));
    } finally {
      delivering = false;
    }
  }
}
