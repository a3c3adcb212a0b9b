package dev.pith.verifier.search;

import java.util.Arrays;

/**
 * Finds the best set of candidates when clusters do not matter: one pass up the tree and one down.
 *
 * <p>It also tells what each decision against that set would cost. Prices on nodes and candidates
 * are added to what these are worth, so that a node may be kept without a candidate below it. One
 * instance serves one tree, and holds the result of the last pass.
 */
final class Closure {
  private final ReducedTree tree;

  /** What a node and all below it are worth when the node is kept. */
  final double[] worth;

  final boolean[] kept;

  /** What keeping a node that is not kept would cost. */
  final double[] loss;

  /** What dropping a node that is kept would cost; infinite when it is fixed. */
  final double[] slack;

  /** What a candidate is worth with its price, and whether it is chosen. */
  final double[] weight;

  final boolean[] chosen;

  private double value;
  private boolean forced;

  Closure(ReducedTree tree) {
    this.tree = tree;
    worth = new double[tree.nodes()];
    kept = new boolean[tree.nodes()];
    loss = new double[tree.nodes()];
    slack = new double[tree.nodes()];
    weight = new double[tree.candidates()];
    chosen = new boolean[tree.candidates()];
  }

  /** Returns the value of the best set; minus infinity when there is none. */
  double value() {
    return value;
  }

  /** Returns whether the set would be empty if it could be, so that its only member is forced. */
  boolean forced() {
    return forced;
  }

  /** What keeping a candidate that is not chosen would cost. */
  double lossIn(int i) {
    return loss[tree.home[i]] + Math.max(0, -weight[i]);
  }

  /** What dropping a candidate that is chosen would cost. */
  double lossOut(int i) {
    return Math.max(0, Math.min(weight[i], slack[tree.home[i]]));
  }

  /**
   * Solves.
   *
   * @param price of each entry, then of each candidate
   */
  void solve(Fixings fixed, double[] price) {
    up(fixed, price);
    down(fixed);
    boolean any = false;
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] =
          fixed.candidate[i] == Fixings.IN
              || (fixed.candidate[i] == Fixings.FREE && kept[tree.home[i]] && weight[i] > 0);
      any |= chosen[i];
    }
    value = worth[0];
    forced = !any;
    if (!any) {
      forceOne(fixed);
    }
  }

  private void up(Fixings fixed, double[] price) {
    for (int v = 0; v < worth.length; v++) {
      worth[v] = -tree.cost[v];
    }
    int entries = tree.entries();
    for (int e = 0; e < entries; e++) {
      worth[tree.entryNode[e]] += price[e];
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] = tree.gain[i] + price[entries + i];
      byte state = fixed.candidate[i];
      if (state == Fixings.IN || (state == Fixings.FREE && weight[i] > 0)) {
        worth[tree.home[i]] += weight[i];
      }
    }
    for (int v = worth.length - 1; v > 0; v--) {
      byte state = fixed.node[v];
      if (state == Fixings.IN || (state == Fixings.FREE && worth[v] > 0)) {
        worth[tree.parent[v]] += worth[v];
      }
    }
  }

  private void down(Fixings fixed) {
    kept[0] = true;
    loss[0] = 0;
    slack[0] = Double.POSITIVE_INFINITY;
    for (int v = 1; v < worth.length; v++) {
      int above = tree.parent[v];
      if (fixed.node[v] == Fixings.FREE) {
        kept[v] = kept[above] && worth[v] > 0;
        loss[v] = loss[above] + Math.max(0, -worth[v]);
        slack[v] = Math.min(slack[above], worth[v]);
      } else {
        kept[v] = fixed.node[v] == Fixings.IN;
        loss[v] = loss[above];
        slack[v] = Double.POSITIVE_INFINITY;
      }
    }
  }

  /** The set may not be empty: takes the candidate that costs least. */
  private void forceOne(Fixings fixed) {
    int best = -1;
    for (int i = 0; i < chosen.length; i++) {
      if (fixed.candidate[i] != Fixings.OUT && (best < 0 || lossIn(i) < lossIn(best))) {
        best = i;
      }
    }
    if (best < 0) {
      value = Double.NEGATIVE_INFINITY;
      return;
    }
    double least = lossIn(best);
    value -= least;
    Arrays.setAll(loss, v -> loss[v] - least);
    chosen[best] = true;
    for (int v = tree.home[best]; !kept[v]; v = tree.parent[v]) {
      kept[v] = true;
    }
  }
}
