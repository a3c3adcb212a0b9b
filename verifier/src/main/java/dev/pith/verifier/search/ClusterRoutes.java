package dev.pith.verifier.search;

/**
 * Finds, for each cluster, the cheapest way from the root to one of its candidates, by the prices
 * on the cluster's own tree. One instance serves one tree, and holds the result of the last pass.
 */
final class ClusterRoutes {
  private final ReducedTree tree;
  private final double[] entryCost;

  /** The candidate that each cluster's route ends in; -1 when covering it does not pay. */
  final int[] end;

  ClusterRoutes(ReducedTree tree) {
    this.tree = tree;
    entryCost = new double[tree.entries()];
    end = new int[tree.clusters()];
  }

  /** Solves, and returns what all clusters are worth beyond the price of their routes. */
  double solve(Fixings fixed, double[] price) {
    for (int e = 0; e < entryCost.length; e++) {
      int above = tree.entryParent[e];
      entryCost[e] =
          fixed.node[tree.entryNode[e]] == Fixings.OUT
              ? Double.POSITIVE_INFINITY
              : (above < 0 ? 0 : entryCost[above]) + price[e];
    }
    double worth = 0;
    for (int k = 0; k < end.length; k++) {
      double cheapest = tree.reward;
      int best = -1;
      for (int m = tree.memberStart[k]; m < tree.memberStart[k + 1]; m++) {
        int i = tree.member[m];
        if (fixed.candidate[i] == Fixings.OUT) {
          continue;
        }
        int at = tree.homeEntry[i];
        double cost = (at < 0 ? 0 : entryCost[at]) + price[entryCost.length + i];
        if (cost < cheapest) {
          cheapest = cost;
          best = i;
        }
      }
      end[k] = best;
      worth += tree.reward - cheapest;
    }
    return worth;
  }
}
