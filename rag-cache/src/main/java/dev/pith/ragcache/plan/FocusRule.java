package dev.pith.ragcache.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Watches, layer by layer, which chunks a question attends to, and says from which layer on the
 * others need no repair any more (Cache-Craft, arXiv 2502.15734, section 3.2.2).
 *
 * <p>The masses of all layers so far are added up per chunk and cut at their largest gap, the first
 * of equal ones: the chunks above it lead. When the same chunks have led for a {@linkplain
 * FocusSettings#window window} of layers they are in focus, for good. The cut is our reading of the
 * paper, which does not give the rule.
 *
 * <p>One request, one thread.
 */
public final class FocusRule {

  /** Gaps that differ by less are equal: masses are sums of floats. */
  private static final double ROUNDING = 1e-9;

  private final FocusSettings settings;
  private final int layers;
  private final int[] chunkLengths;
  private final double[] sums;
  private List<Integer> leaders = List.of();
  private int ledFor;
  private int layer;
  private Optional<Focus> focus = Optional.empty();

  /**
   * Creates a rule for one question.
   *
   * @param settings when to trust what is seen
   * @param layers how many the model has, positive
   * @param chunkLengths the tokens of each chunk, positive; of fewer than two chunks none is ever
   *     in focus
   */
  public FocusRule(FocusSettings settings, int layers, int[] chunkLengths) {
    if (layers < 1) {
      throw new IllegalArgumentException("layers must be positive: " + layers);
    }
    for (int length : chunkLengths) {
      if (length < 1) {
        throw new IllegalArgumentException("chunkLengths must be positive: " + length);
      }
    }
    this.settings = settings;
    this.layers = layers;
    this.chunkLengths = chunkLengths.clone();
    this.sums = new double[chunkLengths.length];
  }

  /**
   * Adds what was seen in the next layer, from layer 0 on.
   *
   * @param masses [chunk]: the attention of the question's tokens to a chunk, in any unit that is
   *     the same in all layers; not negative
   * @return the focus, once there is one; empty before, and when it would begin behind the last
   *     layer
   * @throws IllegalStateException when all layers were seen
   */
  public Optional<Focus> onLayer(double[] masses) {
    check(masses);
    layer++;
    if (focus.isPresent()) {
      return focus;
    }
    for (int chunk = 0; chunk < sums.length; chunk++) {
      sums[chunk] += settings.perToken() ? masses[chunk] / chunkLengths[chunk] : masses[chunk];
    }
    List<Integer> now = leadersOf(sums);
    ledFor = now.equals(leaders) ? ledFor + 1 : 1;
    leaders = now;
    if (!leaders.isEmpty() && ledFor >= settings.window(layers) && layer < layers) {
      focus = Optional.of(new Focus(layer, leaders));
    }
    return focus;
  }

  /** Returns the focus, or empty as long as there is none. */
  public Optional<Focus> focus() {
    return focus;
  }

  private void check(double[] masses) {
    if (layer == layers) {
      throw new IllegalStateException("all " + layers + " layers were seen");
    }
    if (masses.length != sums.length) {
      throw new IllegalArgumentException(
          "masses must have " + sums.length + " chunks: " + masses.length);
    }
    for (double mass : masses) {
      if (!(mass >= 0 && mass < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("masses must be >= 0 and finite: " + mass);
      }
    }
  }

  /** Returns the chunks above the largest gap, ascending; none when all are equal. */
  private static List<Integer> leadersOf(double[] sums) {
    double[] sorted = sums.clone();
    Arrays.sort(sorted);
    double widest = 0;
    double threshold = Double.POSITIVE_INFINITY;
    for (int rank = sorted.length - 1; rank > 0; rank--) {
      double gap = sorted[rank] - sorted[rank - 1];
      if (gap > widest + ROUNDING) {
        widest = gap;
        threshold = sorted[rank];
      }
    }
    double lowest = threshold;
    return IntStream.range(0, sums.length).filter(chunk -> sums[chunk] >= lowest).boxed().toList();
  }
}
