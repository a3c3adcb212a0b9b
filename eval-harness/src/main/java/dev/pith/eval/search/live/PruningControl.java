package dev.pith.eval.search.live;

import dev.pith.verifier.search.RebaseAllocation;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.Selection;
import dev.pith.verifier.search.SelectionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A control of pruning: as many candidates are kept as another policy keeps, others than it keeps,
 * and the whole width is shared out among them.
 *
 * @param counted says how many
 * @param temperature of the allocation
 * @param seed of the draws; empty keeps the candidates with the best scores
 */
record PruningControl(SelectionPolicy counted, double temperature, Optional<Long> seed)
    implements SelectionPolicy {

  @Override
  public Selection select(SearchLevel level, int width) {
    long kept =
        counted.select(level, width).shares().stream().filter(Selection.Share::kept).count();
    double[] scores = level.scores();
    List<Integer> order = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
    if (seed.isPresent()) {
      Collections.shuffle(order, new Random(seed.get() * 31 + level.tree().size()));
    } else {
      order.sort(Comparator.comparingDouble(i -> -scores[i]));
    }
    boolean[] keeps = new boolean[scores.length];
    order.stream().limit(kept).forEach(i -> keeps[i] = true);
    double[] left = new double[scores.length];
    Arrays.setAll(left, i -> keeps[i] ? scores[i] : Double.NEGATIVE_INFINITY);
    int[] counts = RebaseAllocation.counts(left, width, temperature);
    List<Selection.Share> shares = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      shares.add(new Selection.Share(keeps[i], counts[i]));
    }
    return new Selection(shares, width, Optional.empty());
  }
}
