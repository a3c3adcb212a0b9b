package dev.pith.eval.sft;

import java.util.EnumMap;
import java.util.Map;

/**
 * How far a run is.
 *
 * @param line the last line of the input that is done
 * @param bytes the length of each output
 * @param counts what was counted; what is absent is 0
 */
record RunState(long line, Map<Output, Long> bytes, Map<Count, Long> counts) {

  /** The files that are written row by row. */
  enum Output {
    ROWS,
    CONTROL,
    REJECTS
  }

  /** Copies the maps. */
  RunState {
    bytes = Map.copyOf(bytes);
    counts = Map.copyOf(counts);
  }

  static RunState start() {
    return new RunState(0, Map.of(), Map.of());
  }

  long bytes(Output output) {
    return bytes.getOrDefault(output, 0L);
  }

  long count(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  /** Returns a copy of the counts to go on from. */
  Map<Count, Long> mutableCounts() {
    Map<Count, Long> copy = new EnumMap<>(Count.class);
    copy.putAll(counts);
    return copy;
  }
}
