package dev.pith.eval.bench;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.plugin.session.TrimSession;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;

/** Measures the memory that one trimmed stream holds after a trace of some length. */
final class TrimmerFootprint {
  private static final int SESSIONS = 200;

  private TrimmerFootprint() {}

  /** Returns the bytes that a session holds after that many tokens, averaged over many. */
  static long bytesAfter(int tokens) {
    String text = BenchText.ofLength((int) (tokens * RecordedTrace.CHARS_PER_TOKEN));
    long before = usedBytes();
    List<TrimSession> sessions = new ArrayList<>(SESSIONS);
    for (int i = 0; i < SESSIONS; i++) {
      TrimSession session = TrimmerBenchmark.session(TrimSettings.pith());
      session.onThinking(text);
      sessions.add(session);
    }
    long held = Math.max(0, usedBytes() - before);
    return held / sessions.size();
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
