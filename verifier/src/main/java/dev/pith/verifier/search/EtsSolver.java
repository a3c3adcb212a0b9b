package dev.pith.verifier.search;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Solves {@link EtsProblem} exactly: a bound by relaxation, and branching where it leaves a gap.
 *
 * <p>What it finds is an anytime answer: when its time is up it returns the best set so far and the
 * gap that is proven.
 */
public final class EtsSolver {

  /*
   * Branches are on nodes, kept or dropped with all below them, not on candidates: with candidates
   * the two sides hardly differ. Depth first, the side that the relaxation prefers first; a part
   * begins with the prices of the one that it was split from.
   */

  private static final int ROOT_PASSES = 200;
  private static final int BRANCH_PASSES = 40;
  private static final double COST_SHARE = 1e-3;
  private static final double TINY = 1e-12;

  /** What is decided in a part of the problem, the prices to go on with, and what bounds it. */
  private static final class Part {
    final Fixings fixed;
    final double[] price;
    final double bound;

    Part(Fixings fixed, double[] price, double bound) {
      this.fixed = fixed;
      this.price = price;
      this.bound = bound;
    }
  }

  private final ReducedTree tree;
  private final PathDual dual;
  private final BooleanSupplier expired;
  private final Deque<Part> open = new ArrayDeque<>();
  private int branches;

  private EtsSolver(EtsProblem problem, BooleanSupplier expired) {
    this.tree = new ReducedTree(problem);
    this.dual = new PathDual(tree);
    this.expired = expired;
  }

  /** Returns an optimal set. */
  public static EtsSolution solve(EtsProblem problem) {
    return solve(problem, () -> false);
  }

  /**
   * Returns an optimal set, or the best one when the time is up.
   *
   * @param expired asked between steps, each some microseconds long; the first step is always taken
   */
  public static EtsSolution solve(EtsProblem problem, BooleanSupplier expired) {
    if (problem.rewardsNodes()) {
      BitSet all = new BitSet();
      all.set(0, problem.candidates());
      return solution(problem, all, problem.objective(all), 0, 0);
    }
    return new EtsSolver(problem, expired).run();
  }

  private EtsSolution run() {
    open.push(new Part(new Fixings(tree), dual.firstPrices(), Double.POSITIVE_INFINITY));
    double left = Double.NEGATIVE_INFINITY;
    while (!open.isEmpty() && left == Double.NEGATIVE_INFINITY) {
      Part part = open.pop();
      if (dual.closes(part.bound)) {
        continue;
      }
      int passes = branches++ == 0 ? ROOT_PASSES : BRANCH_PASSES;
      double bound = dual.ascend(part.fixed, part.price, part.bound, passes, expired);
      if (dual.closes(bound)) {
        continue;
      }
      if (expired.getAsBoolean()) {
        left = bound;
      } else {
        split(part, bound);
      }
    }
    for (Part part : open) {
      left = Math.max(left, part.bound);
    }
    return solution(tree.problem, tree.inProblem(dual.best()), left, branches, dual.passes());
  }

  private static EtsSolution solution(
      EtsProblem problem, BitSet kept, double bound, int branches, int passes) {
    double objective = problem.objective(kept);
    return new EtsSolution(
        kept.stream().boxed().toList(), objective, Math.max(bound, objective), branches, passes);
  }

  private void split(Part part, double bound) {
    int node = branchNode(part.fixed);
    Fixings without = part.fixed.copy();
    Fixings with = part.fixed;
    boolean preferred;
    if (node >= 0) {
      preferred = dual.closure().kept[node];
      without.node[node] = Fixings.OUT;
      with.keepNode(node);
    } else {
      int candidate = branchCandidate(part.fixed);
      preferred = dual.closure().chosen[candidate];
      without.candidate[candidate] = Fixings.OUT;
      with.keepCandidate(candidate);
    }
    without.spread();
    Part dropped = new Part(without, part.price.clone(), bound);
    Part kept = new Part(with, part.price, bound);
    open.push(preferred ? dropped : kept);
    open.push(preferred ? kept : dropped);
  }

  /** Returns the free node that decides most for its worth; -1 when none is free. */
  private int branchNode(Fixings fixed) {
    int[] free = new int[tree.nodes()];
    for (int i = 0; i < tree.candidates(); i++) {
      free[tree.home[i]] += fixed.candidate[i] == Fixings.FREE ? 1 : 0;
    }
    for (int v = free.length - 1; v > 0; v--) {
      free[tree.parent[v]] += free[v];
    }
    int best = -1;
    double most = -1;
    for (int v = 1; v < free.length; v++) {
      double worth = Math.abs(dual.closure().worth[v]) + COST_SHARE * tree.cost[v] + TINY;
      if (fixed.node[v] == Fixings.FREE && free[v] / worth > most) {
        most = free[v] / worth;
        best = v;
      }
    }
    return best;
  }

  private int branchCandidate(Fixings fixed) {
    return IntStream.range(0, tree.candidates())
        .filter(i -> fixed.candidate[i] == Fixings.FREE)
        .boxed()
        .max(Comparator.comparingDouble(i -> dual.closure().loss[tree.home[i]]))
        .orElseThrow();
  }
}
