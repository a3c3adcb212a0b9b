package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An {@link EtsProblem} without what cannot matter, laid out for the solver.
 *
 * <p>A branch node whose parent has no other child and no candidate is merged into that parent: the
 * two are kept together. Of the candidates of one cluster on one node, the worthless are left out
 * when there is one that pays for itself, else all but the best: sharing all nodes, they are only
 * better or worse.
 *
 * <p>Each cluster has a tree of its own, of the branch nodes above its candidates without the root.
 * Its nodes are <em>entries</em>, numbered through all clusters, parents before children.
 */
final class ReducedTree {
  final EtsProblem problem;

  /** Parents and costs of the branch nodes that are left; node 0 is the root. */
  final int[] parent;

  final double[] cost;

  /** The candidates that are left: their numbers in the problem, nodes, gains and clusters. */
  final int[] candidate;

  final int[] home;
  final double[] gain;
  final int[] cluster;

  /** The candidates of cluster k are {@code member[memberStart[k] .. memberStart[k + 1])}. */
  final int[] memberStart;

  final int[] member;

  /** The entries of cluster k are those from {@code entryStart[k]} to {@code entryStart[k + 1]}. */
  final int[] entryStart;

  /** Branch node of each entry, and the entry of its parent; -1 below the root. */
  final int[] entryNode;

  final int[] entryParent;

  /** The entry of each candidate's node in its cluster; -1 on the root. */
  final int[] homeEntry;

  final double reward;

  ReducedTree(EtsProblem problem) {
    this.problem = problem;
    this.reward = problem.clusterReward();
    int[] mergedInto = mergeChains();
    parent = new int[mergedInto[mergedInto.length - 1]];
    cost = new double[parent.length];
    for (int v = 0; v < problem.branches(); v++) {
      int at = mergedInto[v];
      cost[at] += problem.cost(v);
      int above = v == 0 ? -1 : mergedInto[problem.parent(v)];
      parent[at] = above == at ? parent[at] : above;
    }
    candidate = undominated();
    home = new int[candidate.length];
    gain = new double[candidate.length];
    cluster = new int[candidate.length];
    for (int i = 0; i < candidate.length; i++) {
      home[i] = mergedInto[problem.home(candidate[i])];
      gain[i] = problem.gain(candidate[i]);
      cluster[i] = problem.cluster(candidate[i]);
    }
    int clusters = problem.clusters();
    memberStart = new int[clusters + 1];
    member = new int[candidate.length];
    sortByCluster();
    entryStart = new int[clusters + 1];
    homeEntry = new int[candidate.length];
    int[] nodes = new int[candidate.length];
    int[] parents = new int[candidate.length];
    int size = 0;
    int[] entryOf = new int[parent.length];
    BitSet above = new BitSet();
    for (int k = 0; k < clusters; k++) {
      above.clear();
      for (int m = memberStart[k]; m < memberStart[k + 1]; m++) {
        for (int v = home[member[m]]; v > 0 && !above.get(v); v = parent[v]) {
          above.set(v);
        }
      }
      for (int v = above.nextSetBit(0); v >= 0; v = above.nextSetBit(v + 1)) {
        if (size == nodes.length) {
          nodes = Arrays.copyOf(nodes, 2 * size);
          parents = Arrays.copyOf(parents, 2 * size);
        }
        nodes[size] = v;
        parents[size] = parent[v] == 0 ? -1 : entryOf[parent[v]];
        entryOf[v] = size++;
      }
      entryStart[k + 1] = size;
      for (int m = memberStart[k]; m < memberStart[k + 1]; m++) {
        int at = home[member[m]];
        homeEntry[member[m]] = at == 0 ? -1 : entryOf[at];
      }
    }
    entryNode = Arrays.copyOf(nodes, size);
    entryParent = Arrays.copyOf(parents, size);
  }

  int nodes() {
    return parent.length;
  }

  int candidates() {
    return candidate.length;
  }

  int clusters() {
    return memberStart.length - 1;
  }

  int entries() {
    return entryNode.length;
  }

  /** Returns the candidates of the problem that a set of candidates of this tree stands for. */
  BitSet inProblem(BitSet chosen) {
    BitSet original = new BitSet();
    chosen.stream().forEach(i -> original.set(candidate[i]));
    return original;
  }

  /** Returns the new number of each branch node, and behind these how many there are. */
  private int[] mergeChains() {
    int branches = problem.branches();
    int[] hanging = new int[branches];
    for (int v = 1; v < branches; v++) {
      hanging[problem.parent(v)]++;
    }
    for (int i = 0; i < problem.candidates(); i++) {
      hanging[problem.home(i)] += 2;
    }
    int[] number = new int[branches + 1];
    int next = 1;
    for (int v = 1; v < branches; v++) {
      number[v] = hanging[problem.parent(v)] == 1 ? number[problem.parent(v)] : next++;
    }
    number[branches] = next;
    return number;
  }

  private int[] undominated() {
    int[] best = new int[problem.candidates()];
    BitSet left = new BitSet();
    int[][] byHome = new int[problem.branches()][];
    for (int i = 0; i < best.length; i++) {
      int at = problem.home(i);
      if (byHome[at] == null) {
        byHome[at] = new int[problem.clusters()];
        Arrays.fill(byHome[at], -1);
      }
      int rival = byHome[at][problem.cluster(i)];
      double gain = problem.gain(i);
      if (rival < 0) {
        left.set(i);
      } else if (gain >= 0) {
        left.set(i);
        left.set(rival, problem.gain(rival) >= 0);
      } else if (gain > problem.gain(rival)) {
        left.set(i);
        left.clear(rival);
      } else {
        continue;
      }
      if (rival < 0 || gain > problem.gain(rival)) {
        byHome[at][problem.cluster(i)] = i;
      }
    }
    return left.stream().toArray();
  }

  private void sortByCluster() {
    for (int k : cluster) {
      memberStart[k + 1]++;
    }
    for (int k = 0; k < memberStart.length - 1; k++) {
      memberStart[k + 1] += memberStart[k];
    }
    int[] next = memberStart.clone();
    for (int i = 0; i < cluster.length; i++) {
      member[next[cluster[i]]++] = i;
    }
  }
}
