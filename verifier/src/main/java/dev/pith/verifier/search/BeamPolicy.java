package dev.pith.verifier.search;

import java.util.Arrays;

/**
 * Beam search as in the published code of ETS.
 *
 * @param beams how many candidates go on; 0 for the square root of the width, rounded up
 */
record BeamPolicy(int beams) implements SelectionPolicy {

  BeamPolicy {
    if (beams < 0) {
      throw new IllegalArgumentException("beams must be at least 0: " + beams);
    }
  }

  @Override
  public Selection select(SearchLevel level, int width) {
    Selection.checkWidth(width);
    double[] scores = level.scores();
    int keep = beams > 0 ? beams : (int) Math.ceil(Math.sqrt(width));
    int each = (width + keep - 1) / keep;
    int[] counts = new int[scores.length];
    Arrays.stream(RebaseAllocation.descending(scores)).limit(keep).forEach(i -> counts[i] = each);
    return Selection.ofCounts(counts, width);
  }
}
