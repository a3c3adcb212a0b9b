package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/**
 * Bounds what the sets of one part of the problem are worth, and finds good ones on the way.
 *
 * <p>One instance serves one tree; the best set is that of all parts so far.
 */
final class PathDual {

  /*
   * Coverage is what makes the problem hard. Each covered cluster sends one unit from the root to
   * one of its candidates, and every node on the route must be kept: these conditions are given
   * prices and moved into the objective (a Lagrangian relaxation [1]). What is left are a closure
   * on the tree and one cheapest route for each cluster. Any prices give an upper bound; prices are
   * moved against a smoothed subgradient [2] to lower it. With prices on candidates alone the bound
   * would be that of the linear relaxation, which two half-kept candidates under one half-paid node
   * defeat.
   *
   * [1] The Lagrangian Relaxation Method for Solving Integer Programming Problems
   * https://doi.org/10.1287/mnsc.27.1.1
   * [2] On improving relaxation methods by modified gradient techniques
   * https://doi.org/10.1007/BFb0120697
   */

  private static final double STEP_DECAY = 0.6;
  private static final int PATIENCE = 5;
  private static final double SMOOTHING = 0.6;

  /** Which steps look for a better set; that takes longer than the rest of a step. */
  private static final int REPAIRED_AT_FIRST = 4;

  private static final int REPAIRED_EVERY = 6;

  private final ReducedTree tree;
  private final Closure closure;
  private final ClusterRoutes routes;
  private final PrimalRepair repair;
  private final boolean[] withRoutes;
  private final double[] subgradient;
  private final double[] direction;
  private int passes;

  PathDual(ReducedTree tree) {
    this.tree = tree;
    closure = new Closure(tree);
    routes = new ClusterRoutes(tree);
    repair = new PrimalRepair(tree);
    withRoutes = new boolean[tree.candidates()];
    subgradient = new double[tree.entries() + tree.candidates()];
    direction = new double[subgradient.length];
  }

  /** Returns the prices to begin with: half of the reward on every candidate. */
  double[] firstPrices() {
    double[] price = new double[subgradient.length];
    Arrays.fill(price, tree.entries(), price.length, tree.reward / 2);
    return price;
  }

  /** Returns the closure of the last pass. */
  Closure closure() {
    return closure;
  }

  /** Returns what the best set so far is worth. */
  double bestObjective() {
    return repair.bestObjective();
  }

  /** Returns the best set so far, as candidates of the tree. */
  BitSet best() {
    return repair.best();
  }

  /** Returns how many steps were taken in all parts. */
  int passes() {
    return passes;
  }

  /**
   * Lowers the bound of a part until no set in it can be better than the best so far, or the steps
   * are used up.
   *
   * @param fixed the part; what is found to be decided is added to it
   * @param price of each entry, then of each candidate; the best prices found stand here afterwards
   * @param inherited a bound that is known already
   * @return the bound
   */
  double ascend(
      Fixings fixed, double[] price, double inherited, int maxPasses, BooleanSupplier expired) {
    double[] at = price.clone();
    double bound = inherited;
    double lowest = Double.POSITIVE_INFINITY;
    double step = 1;
    int waited = 0;
    Arrays.fill(direction, 0);
    for (int pass = 0; pass < maxPasses; pass++) {
      if (pass > 0 && expired.getAsBoolean()) {
        return bound;
      }
      passes++;
      closure.solve(fixed, at);
      double value = closure.value() + routes.solve(fixed, at);
      if (value < lowest) {
        lowest = value;
        waited = 0;
        System.arraycopy(at, 0, price, 0, at.length);
      } else if (++waited == PATIENCE) {
        step *= STEP_DECAY;
        waited = 0;
      }
      bound = Math.min(bound, value);
      boolean repairs = pass < REPAIRED_AT_FIRST || pass % REPAIRED_EVERY == 0;
      if (repairs && value > Double.NEGATIVE_INFINITY) {
        repair();
      }
      if (closes(bound)) {
        return bound;
      }
      fix(fixed, value);
      if (fixed.allDecided()) {
        offerDecided(fixed);
        return bestObjective();
      }
      double length = turn(at);
      if (length == 0) {
        return bound;
      }
      double stride = step * (value - bestObjective()) / length;
      for (int e = 0; e < at.length; e++) {
        at[e] = Math.max(0, at[e] - stride * direction[e]);
      }
    }
    return bound;
  }

  /** Returns whether nothing better than the best set is left under a bound. */
  boolean closes(double bound) {
    return bound <= bestObjective() + EtsSolution.EPSILON;
  }

  private void repair() {
    repair.offer(closure.chosen);
    boolean more = false;
    System.arraycopy(closure.chosen, 0, withRoutes, 0, withRoutes.length);
    for (int end : routes.end) {
      if (end >= 0 && !withRoutes[end]) {
        withRoutes[end] = true;
        more = true;
      }
    }
    if (more) {
      repair.offer(withRoutes);
    }
  }

  /** All is decided: what is in is the only set of this part. */
  private void offerDecided(Fixings fixed) {
    boolean[] in = new boolean[tree.candidates()];
    for (int i = 0; i < in.length; i++) {
      in[i] = fixed.candidate[i] == Fixings.IN;
    }
    repair.offer(in);
  }

  /** Decides what would have to be otherwise in no better set. */
  private void fix(Fixings fixed, double value) {
    double excess = value - bestObjective() - EtsSolution.EPSILON;
    for (int v = 1; v < fixed.node.length; v++) {
      if (fixed.node[v] != Fixings.FREE) {
        continue;
      }
      if (!closure.kept[v] && closure.loss[v] >= excess) {
        fixed.node[v] = Fixings.OUT;
      } else if (closure.kept[v] && !closure.forced() && closure.slack[v] >= excess) {
        fixed.keepNode(v);
      }
    }
    for (int i = 0; i < fixed.candidate.length; i++) {
      if (fixed.candidate[i] != Fixings.FREE) {
        continue;
      }
      if (!closure.chosen[i] && closure.lossIn(i) >= excess) {
        fixed.candidate[i] = Fixings.OUT;
      } else if (closure.chosen[i] && !closure.forced() && closure.lossOut(i) >= excess) {
        fixed.keepCandidate(i);
      }
    }
    fixed.spread();
  }

  /** Turns the direction towards the subgradient; returns its squared length. */
  private double turn(double[] at) {
    int entries = tree.entries();
    for (int e = 0; e < entries; e++) {
      subgradient[e] = closure.kept[tree.entryNode[e]] ? 1 : 0;
    }
    for (int i = 0; i < withRoutes.length; i++) {
      subgradient[entries + i] = closure.chosen[i] ? 1 : 0;
    }
    for (int end : routes.end) {
      if (end >= 0) {
        subgradient[entries + end]--;
        for (int e = tree.homeEntry[end]; e >= 0; e = tree.entryParent[e]) {
          subgradient[e]--;
        }
      }
    }
    double length = 0;
    for (int e = 0; e < at.length; e++) {
      double turned = SMOOTHING * subgradient[e] + (1 - SMOOTHING) * direction[e];
      direction[e] = at[e] == 0 && turned > 0 ? 0 : turned;
      length += direction[e] * direction[e];
    }
    return length;
  }
}
