package dev.pith.plugin.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A writer that writes as fast as it may, and a reader at the other end that reads late. */
final class BackPressure {

  /** More than all buffers on the way hold together, kernel included. */
  static final long MOST_ON_THE_WAY_BYTES = 24_000_000;

  /** What is written in all: enough that a writer that nobody slows down is told apart. */
  static final long TOTAL_BYTES = 60_000_000;

  private static final int QUIET_ROUND_TRIPS = 30;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  /** Writes the piece again and again, and ends the stream. */
  void write(WriteStream<Buffer> out, Buffer piece) {
    out.exceptionHandler(broken -> {});
    while (written.get() < TOTAL_BYTES && !out.writeQueueFull()) {
      written.addAndGet(piece.length());
      out.write(piece);
    }
    if (written.get() >= TOTAL_BYTES) {
      out.end();
    } else {
      out.drainHandler(drained -> write(out, piece));
    }
  }

  /** Waits until the writer has stopped, in round trips through the proxy and not in time. */
  void awaitStandstill(ProxyBed bed) {
    long before = -1;
    int quiet = 0;
    while (quiet < QUIET_ROUND_TRIPS) {
      bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null);
      quiet = written.get() == before && before > 0 ? quiet + 1 : 0;
      before = written.get();
    }
  }

  /** Reads everything. */
  Future<Void> readAll(ReadStream<Buffer> in, Future<Void> end) {
    in.handler(bytes -> read.addAndGet(bytes.length()));
    in.resume();
    return end;
  }

  long written() {
    return written.get();
  }

  long read() {
    return read.get();
  }
}
