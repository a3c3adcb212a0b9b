package dev.pith.eval.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;

/**
 * Pauses between measurements: threads that spin after their work come to rest, and what the
 * processors still do is the work of others.
 */
final class QuietPause {
  private static final Duration REST = Duration.ofMillis(100);
  private static final Duration LISTEN = Duration.ofMillis(100);

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final DoubleSummaryStatistics othersShare = new DoubleSummaryStatistics();

  /** Waits a fifth of a second. */
  void pause() {
    try {
      Thread.sleep(REST.toMillis());
      system.getCpuLoad(); // the next call answers for the time since this one
      Thread.sleep(LISTEN.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    double load = system.getCpuLoad();
    if (load >= 0) {
      othersShare.accept(load);
    }
  }

  /** Returns the mean share of all processors that others used in the pauses; NaN if unknown. */
  double othersShare() {
    return othersShare.getCount() == 0 ? Double.NaN : othersShare.getAverage();
  }
}
