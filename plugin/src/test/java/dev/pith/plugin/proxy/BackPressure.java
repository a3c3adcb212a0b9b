package dev.pith.plugin.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicLong;

/** Writes as fast as it may on one side, reads piece by piece on the other, and compares. */
final class BackPressure {

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong furthestAhead = new AtomicLong();

  void write(WriteStream<Buffer> out, Buffer piece, int pieces) {
    out.exceptionHandler(broken -> {});
    int left = pieces;
    while (left > 0 && !out.writeQueueFull()) {
      out.write(piece);
      long ahead = written.addAndGet(piece.length()) - read.get();
      furthestAhead.accumulateAndGet(ahead, Math::max);
      left--;
    }
    if (left == 0) {
      out.end();
    } else {
      int rest = left;
      out.drainHandler(drained -> write(out, piece, rest));
    }
  }

  /** Reads one piece each time it is its turn again. */
  Future<Void> readSlowly(ReadStream<Buffer> in, Future<Void> end) {
    in.pause();
    in.handler(
        bytes -> {
          read.addAndGet(bytes.length());
          in.fetch(1);
        });
    in.fetch(1);
    return end;
  }

  long read() {
    return read.get();
  }

  long furthestAhead() {
    return furthestAhead.get();
  }
}
