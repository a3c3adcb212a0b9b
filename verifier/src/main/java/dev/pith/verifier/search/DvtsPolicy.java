package dev.pith.verifier.search;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Diverse verifier tree search as in the published code of ETS. A subtree is told by its node of
 * depth 1; its width falls by one with every path of it that ends.
 *
 * @param subtrees how many; 0 for the square root of the width, rounded up
 * @param searchWidth the width that the search began with
 */
record DvtsPolicy(int subtrees, int searchWidth) implements SelectionPolicy {

  DvtsPolicy {
    Selection.checkWidth(searchWidth);
    if (subtrees < 0 || subtrees > searchWidth) {
      throw new IllegalArgumentException(
          "subtrees must be in [0, %d]: %d".formatted(searchWidth, subtrees));
    }
  }

  @Override
  public Selection select(SearchLevel level, int width) {
    Selection.checkWidth(width);
    int groups = subtrees > 0 ? subtrees : (int) Math.ceil(Math.sqrt(searchWidth));
    int each = searchWidth / groups;
    boolean first = level.tree().depth(level.candidates().get(0).node()) <= 1;
    int[] counts = first ? begin(level, groups, each) : goOn(level, each);
    return Selection.ofCounts(counts, width);
  }

  /** Splits the candidates into groups in their order; the best of each begins a subtree. */
  private static int[] begin(SearchLevel level, int groups, int each) {
    double[] scores = level.scores();
    int[] counts = new int[scores.length];
    int candidates = Math.max(groups, scores.length);
    int from = 0;
    for (int group = 0; group < groups; group++) {
      int to = from + candidates / groups + (group < candidates % groups ? 1 : 0);
      int best = from % scores.length;
      for (int i = from + 1; i < to; i++) {
        best = scores[i % scores.length] > scores[best] ? i % scores.length : best;
      }
      counts[best] += each;
      from = to;
    }
    return counts;
  }

  private static int[] goOn(SearchLevel level, int each) {
    SearchTree tree = level.tree();
    Map<Integer, Integer> ended = new HashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      if (tree.isEnded(node)) {
        ended.merge(tree.ancestor(node, 1), 1, Integer::sum);
      }
    }
    List<SearchLevel.Candidate> candidates = level.candidates();
    Map<Integer, Integer> bestChild = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      bestChild.merge(
          tree.parent(candidates.get(i).node()),
          i,
          (held, next) -> score(level, next) > score(level, held) ? next : held);
    }
    int[] counts = new int[candidates.size()];
    for (int i : bestChild.values()) {
      int subtree = tree.ancestor(candidates.get(i).node(), 1);
      counts[i] = Math.max(0, each - ended.getOrDefault(subtree, 0));
    }
    return counts;
  }

  private static double score(SearchLevel level, int candidate) {
    return level.tree().score(level.candidates().get(candidate).node());
  }
}
