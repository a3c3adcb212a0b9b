package dev.pith.eval.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long a model took in rounds, on the engine and, where there is one, on its peer right before
 * or after.
 *
 * @param model for the report
 * @param weights how its matrices are stored, for the report
 * @param rounds at least one
 * @param bytesPerDecodedToken heap that the engine allocated for a token in the last round
 */
record EngineTimings(
    String model,
    String weights,
    EngineWorkload workload,
    List<Round> rounds,
    double bytesPerDecodedToken) {

  /** Times of one decoder in one round, in nanoseconds. */
  record Times(long prefill, long decode, long recompute) {
    double recomputeShare() {
      return (double) recompute / prefill;
    }
  }

  /** One round; the peer's times are null when there is none. */
  record Round(Times engine, @Nullable Times peer) {}

  /** Returns the median, over the rounds, of a figure of the engine. */
  double engine(ToDoubleFunction<Times> figure) {
    return median(
        rounds.stream().mapToDouble(round -> figure.applyAsDouble(round.engine())).toArray());
  }

  /** Returns the median of a figure of the peer; NaN when there is none. */
  double peer(ToDoubleFunction<Times> figure) {
    return median(
        pairs().stream().mapToDouble(pair -> figure.applyAsDouble(pair.get(1))).toArray());
  }

  /** Returns the median, over the rounds, of the engine's figure in parts of the peer's. */
  double ratio(ToDoubleFunction<Times> figure) {
    return median(
        pairs().stream()
            .mapToDouble(
                pair -> figure.applyAsDouble(pair.get(0)) / figure.applyAsDouble(pair.get(1)))
            .toArray());
  }

  /** Tells whether a peer ran. */
  boolean hasPeer() {
    return !pairs().isEmpty();
  }

  double prefillTokensPerSecond(Times times) {
    return workload.promptTokens() * 1e9 / times.prefill();
  }

  double decodedTokensPerSecond(Times times) {
    return workload.decodedTokens() * 1e9 / times.decode();
  }

  private List<List<Times>> pairs() {
    List<List<Times>> pairs = new ArrayList<>();
    for (Round round : rounds) {
      Times peer = round.peer();
      if (peer != null) {
        pairs.add(List.of(round.engine(), peer));
      }
    }
    return pairs;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
