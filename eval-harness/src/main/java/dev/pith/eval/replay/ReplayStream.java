package dev.pith.eval.replay;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/**
 * Sends the events of one reply at its pace, never faster than the client reads, and stops at once
 * when the client goes away. Confined to the event loop of its request.
 */
final class ReplayStream {

  /** Hears of the end of a stream, once. */
  interface Listener {
    /**
     * The stream is over.
     *
     * @param sentTokens tokens that were written
     * @param complete whether that was the whole reply
     */
    void onEnd(long sentTokens, boolean complete);
  }

  /** Events sent in a row before other streams of the event loop get their turn. */
  private static final int BURST_EVENTS = 32;

  private final Context context;
  private final HttpServerResponse response;
  private final ReplayFrames frames;
  private final Pace pace;
  private final int networkChunkBytes;
  private final Listener listener;
  private long sentTokens;
  private boolean scheduled;
  private boolean over;

  ReplayStream(
      Context context,
      HttpServerResponse response,
      ReplayFrames frames,
      Pace pace,
      int networkChunkBytes,
      Listener listener) {
    this.context = context;
    this.response = response;
    this.frames = frames;
    this.pace = pace;
    this.networkChunkBytes = networkChunkBytes;
    this.listener = listener;
  }

  /** Sends the head and begins with the events. */
  void start() {
    response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
    response.closeHandler(gone -> end(false));
    response.exceptionHandler(broken -> end(false));
    response.drainHandler(drained -> send());
    send();
  }

  private void send() {
    for (int events = 0; !over && !scheduled && !response.writeQueueFull(); events++) {
      long waitNanos = pace.nanosUntil(sentTokens);
      if (waitNanos > 0) {
        scheduled = true;
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
        context.owner().setTimer(waitMillis, due -> resume());
      } else if (events == BURST_EVENTS) {
        scheduled = true;
        context.runOnContext(turn -> resume());
      } else if (frames.hasNext()) {
        ReplayFrames.Frame frame = frames.next();
        write(frame.event());
        sentTokens += frame.tokens();
      } else {
        end(true);
        response.end();
      }
    }
  }

  private void resume() {
    scheduled = false;
    send();
  }

  private void write(Buffer event) {
    int step = networkChunkBytes == 0 ? event.length() : networkChunkBytes;
    for (int from = 0; from < event.length(); from += step) {
      response.write(event.getBuffer(from, Math.min(event.length(), from + step)));
    }
  }

  private void end(boolean complete) {
    if (!over) {
      over = true;
      listener.onEnd(sentTokens, complete);
    }
  }
}
