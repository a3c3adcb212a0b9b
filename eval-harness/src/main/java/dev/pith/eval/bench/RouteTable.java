package dev.pith.eval.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Prints medians of all ways, and what each adds to the first one.
 *
 * @param paced streams at the pace of a model: their delays count
 * @param unpaced streams as fast as they go: their number counts
 */
record RouteTable(RouteRounds paced, RouteRounds unpaced) {

  void print(PrintStream out) {
    out.printf(
        "%-10s %12s %12s %16s %16s %12s%n",
        "way", "event p50", "event p99", "first byte p50", "first byte p99", "streams/s");
    for (String way : paced.ways()) {
      out.printf(
          Locale.ROOT,
          "%-10s %12.0f %12.0f %16.0f %16.0f %12.0f%n",
          way,
          paced.median(way, event(0.50)),
          paced.median(way, event(0.99)),
          paced.median(way, firstByte(0.50)),
          paced.median(way, firstByte(0.99)),
          unpaced.median(way, StreamLoad.Measured::streamsPerSecond));
    }
    String first = paced.ways().get(0);
    for (String way : paced.ways()) {
      if (!way.equals(first)) {
        out.printf(
            Locale.ROOT,
            "%s adds to %s: event p50 %.0f, p99 %.0f, first byte p50 %.0f; streams/s %.2f times%n",
            way,
            first,
            added(way, first, event(0.50)),
            added(way, first, event(0.99)),
            added(way, first, firstByte(0.50)),
            unpaced.median(way, StreamLoad.Measured::streamsPerSecond)
                / unpaced.median(first, StreamLoad.Measured::streamsPerSecond));
      }
    }
  }

  private double added(String way, String first, ToDoubleFunction<StreamLoad.Measured> figure) {
    return paced.median(way, figure) - paced.median(first, figure);
  }

  private static ToDoubleFunction<StreamLoad.Measured> event(double quantile) {
    return measured -> measured.events().micros(quantile);
  }

  private static ToDoubleFunction<StreamLoad.Measured> firstByte(double quantile) {
    return measured -> measured.firstBytes().micros(quantile);
  }
}
