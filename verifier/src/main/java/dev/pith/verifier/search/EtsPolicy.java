package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * ETS: keeps the candidates that are optimal for {@link EtsProblem}, and shares the width out.
 *
 * @param deadlines asked when a selection begins for what says that its time is up
 */
record EtsPolicy(EtsSettings settings, Supplier<BooleanSupplier> deadlines)
    implements SelectionPolicy {

  @Override
  public Selection select(SearchLevel level, int width) {
    EtsProblem problem = EtsProblem.of(level, width, settings);
    EtsSolution solution = EtsSolver.solve(problem, deadlines.get());
    double[] scores = level.scores();
    boolean[] kept = new boolean[scores.length];
    solution.kept().forEach(i -> kept[i] = true);
    int nextWidth = settings.handBack() ? width : narrowed(scores, kept, width);
    int[] counts = share(scores, kept, nextWidth);
    return new Selection(Selection.shares(kept, counts), nextWidth, Optional.of(solution));
  }

  /** Returns the width without what the pruned candidates would have got. */
  private int narrowed(double[] scores, boolean[] kept, int width) {
    int[] counts = RebaseAllocation.counts(scores, width, settings.temperature());
    int keptCounts = 0;
    int keptCandidates = 0;
    for (int i = 0; i < kept.length; i++) {
      keptCounts += kept[i] ? counts[i] : 0;
      keptCandidates += kept[i] ? 1 : 0;
    }
    int floor = settings.spareKept() ? keptCandidates : 1;
    return Math.min(width, Math.max(Math.max(floor, settings.minWidth()), keptCounts));
  }

  private int[] share(double[] scores, boolean[] kept, int width) {
    double[] keptScores = new double[scores.length];
    Arrays.setAll(keptScores, i -> kept[i] ? scores[i] : Double.NEGATIVE_INFINITY);
    int[] counts = new int[scores.length];
    int left = width;
    if (settings.spareKept()) {
      for (int i : RebaseAllocation.descending(keptScores)) {
        if (left > 0 && kept[i]) {
          counts[i] = 1;
          left--;
        }
      }
    }
    int[] rest = RebaseAllocation.counts(keptScores, left, settings.temperature());
    Arrays.setAll(counts, i -> counts[i] + rest[i]);
    return counts;
  }
}
