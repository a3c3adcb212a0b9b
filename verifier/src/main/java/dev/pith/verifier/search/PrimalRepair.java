package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes a good set of candidates out of any set, by steps that each gain: dropping a member, adding
 * one, exchanging the only member of a cluster. One instance serves one tree.
 */
final class PrimalRepair {
  private static final int MAX_ROUNDS = 6;
  private static final double LEAST_GAIN = 1e-12;

  private final ReducedTree tree;
  private final int[] below;
  private final int[] covered;
  private final boolean[] in;
  private int members;
  private double objective;

  private final boolean[] best;
  private double bestObjective = Double.NEGATIVE_INFINITY;

  PrimalRepair(ReducedTree tree) {
    this.tree = tree;
    below = new int[tree.nodes()];
    covered = new int[tree.clusters()];
    in = new boolean[tree.candidates()];
    best = new boolean[tree.candidates()];
  }

  /** Returns what the best set so far is worth; minus infinity before the first. */
  double bestObjective() {
    return bestObjective;
  }

  /** Returns the best set so far. */
  BitSet best() {
    BitSet set = new BitSet();
    for (int i = 0; i < best.length; i++) {
      set.set(i, best[i]);
    }
    return set;
  }

  /** Repairs a set, and keeps the result if it is the best so far. */
  void offer(boolean[] chosen) {
    begin(chosen);
    boolean changed = true;
    for (int round = 0; round < MAX_ROUNDS && changed; round++) {
      changed = drop();
      changed |= add();
      changed |= exchange();
    }
    if (members > 0 && objective > bestObjective) {
      bestObjective = objective;
      System.arraycopy(in, 0, best, 0, in.length);
    }
  }

  private void begin(boolean[] chosen) {
    Arrays.fill(below, 0);
    Arrays.fill(covered, 0);
    members = 0;
    objective = 0;
    for (int i = 0; i < in.length; i++) {
      in[i] = false;
      if (chosen[i]) {
        insert(i);
      }
    }
  }

  private boolean drop() {
    boolean changed = false;
    for (int i = 0; i < in.length; i++) {
      if (in[i] && members > 1 && gainOfDropping(i) > LEAST_GAIN) {
        remove(i);
        changed = true;
      }
    }
    return changed;
  }

  private boolean add() {
    boolean changed = false;
    for (int i = 0; i < in.length; i++) {
      if (!in[i] && (members == 0 || gainOfAdding(i) > LEAST_GAIN)) {
        insert(i);
        changed = true;
      }
    }
    return changed;
  }

  private boolean exchange() {
    boolean changed = false;
    for (int k = 0; k < covered.length; k++) {
      if (covered[k] != 1 || tree.memberStart[k + 1] - tree.memberStart[k] == 1) {
        continue;
      }
      int only = onlyMember(k);
      double before = objective;
      remove(only);
      int better = only;
      double most = before - objective + LEAST_GAIN;
      for (int m = tree.memberStart[k]; m < tree.memberStart[k + 1]; m++) {
        double gain = gainOfAdding(tree.member[m]);
        if (gain > most) {
          most = gain;
          better = tree.member[m];
        }
      }
      insert(better);
      changed |= better != only;
    }
    return changed;
  }

  private int onlyMember(int k) {
    int m = tree.memberStart[k];
    while (!in[tree.member[m]]) {
      m++;
    }
    return tree.member[m];
  }

  private double gainOfAdding(int i) {
    double gain = tree.gain[i] + (covered[tree.cluster[i]] == 0 ? tree.reward : 0);
    for (int v = tree.home[i]; v >= 0 && below[v] == 0; v = tree.parent[v]) {
      gain -= tree.cost[v];
    }
    return gain;
  }

  private double gainOfDropping(int i) {
    double gain = -tree.gain[i] - (covered[tree.cluster[i]] == 1 ? tree.reward : 0);
    for (int v = tree.home[i]; v >= 0 && below[v] == 1; v = tree.parent[v]) {
      gain += tree.cost[v];
    }
    return gain;
  }

  private void insert(int i) {
    objective += gainOfAdding(i);
    in[i] = true;
    members++;
    covered[tree.cluster[i]]++;
    for (int v = tree.home[i]; v >= 0; v = tree.parent[v]) {
      below[v]++;
    }
  }

  private void remove(int i) {
    objective += gainOfDropping(i);
    in[i] = false;
    members--;
    covered[tree.cluster[i]]--;
    for (int v = tree.home[i]; v >= 0; v = tree.parent[v]) {
      below[v]--;
    }
  }
}
