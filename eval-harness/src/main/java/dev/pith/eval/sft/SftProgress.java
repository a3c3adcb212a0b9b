package dev.pith.eval.sft;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Tells every few seconds how far a run is, and that it is time to note it. */
final class SftProgress implements SftRun.Progress {
  private static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final double MEBIBYTE = 1 << 20;

  private final PrintWriter err;
  private final Path in;
  private long last = System.nanoTime();

  SftProgress(PrintWriter err, Path in) {
    this.err = err;
    this.in = in;
  }

  @Override
  public boolean onLine(long line, long bytes, Map<Count, Long> counts) {
    long now = System.nanoTime();
    if (now - last < INTERVAL_NANOS) {
      return false;
    }
    last = now;
    err.printf(
        Locale.ROOT,
        "%s: line %,d, %,.0f MiB, %,d rows%n",
        in.getFileName(),
        line,
        bytes / MEBIBYTE,
        counts.getOrDefault(Count.ROWS, 0L));
    err.flush();
    return true;
  }
}
