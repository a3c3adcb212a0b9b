package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The choice that ETS makes at a level, as numbers: which non-empty set S of candidates has the
 * greatest
 *
 * <pre>
 *   sum of gain(i) over S  -  sum of cost(v) over the branch nodes above S  +  reward * (clusters in S)
 * </pre>
 *
 * <p>Branch nodes are numbered from 0, the root, parents before children; the root is above every
 * candidate. Instances are immutable.
 */
public final class EtsProblem {

  /*
   * ETS: Efficient Tree Search for Inference-Time Scaling, section 4.3
   * https://arxiv.org/abs/2502.13575
   *
   * The gain of a candidate is its share of the REBASE counts less its own cost as a node. With
   * lambda_b = 0 the published code rewards every node, by 1e-4 for all of them.
   */

  private static final double REWARD_OF_NODES = 1e-4;

  private final int[] parents;
  private final double[] costs;
  private final int[] homes;
  private final double[] gains;
  private final int[] clusters;
  private final double clusterReward;
  private final int clusterCount;

  /**
   * Creates a problem.
   *
   * @param parents parent of each branch node, smaller than the node; -1 for node 0
   * @param costs of the branch nodes, at least 0; or none above 0, and then no gain below 0
   * @param homes the branch node that each candidate hangs on
   * @param gains of the candidates
   * @param clusters of the candidates, from 0 without gaps
   * @param clusterReward for each cluster that is covered, at least 0
   */
  public EtsProblem(
      int[] parents,
      double[] costs,
      int[] homes,
      double[] gains,
      int[] clusters,
      double clusterReward) {
    this.parents = parents.clone();
    this.costs = costs.clone();
    this.homes = homes.clone();
    this.gains = gains.clone();
    this.clusters = clusters.clone();
    this.clusterReward = clusterReward;
    clusterCount = Arrays.stream(clusters).max().orElse(-1) + 1;
    checkTree();
    checkNumbers();
    checkClusters();
  }

  /**
   * Returns the problem of a level.
   *
   * @param width how many trajectories may go on, at least 1
   */
  public static EtsProblem of(SearchLevel level, int width, EtsSettings settings) {
    Selection.checkWidth(width);
    SearchTree tree = level.tree();
    int[] branches = level.ancestors().stream().toArray();
    int[] parents = new int[branches.length];
    for (int v = 0; v < branches.length; v++) {
      parents[v] = v == 0 ? -1 : Arrays.binarySearch(branches, tree.parent(branches[v]));
    }
    List<SearchLevel.Candidate> candidates = level.candidates();
    int[] homes = new int[candidates.size()];
    for (int i = 0; i < homes.length; i++) {
      homes[i] = Arrays.binarySearch(branches, tree.parent(candidates.get(i).node()));
    }
    if (branches.length == 0) {
      throw new IllegalArgumentException("nothing to select: the only candidate is the root");
    }
    int[] ends = candidates.stream().mapToInt(SearchLevel.Candidate::node).toArray();
    double[] costs = nodeCosts(tree, branches, ends, settings);
    int[] counts = RebaseAllocation.counts(level.scores(), width, settings.temperature());
    double[] gains = new double[ends.length];
    for (int i = 0; i < ends.length; i++) {
      gains[i] = (double) counts[i] / width - costs[branches.length + i];
    }
    int[] clusters = numbered(candidates);
    int clusterCount = Arrays.stream(clusters).max().orElse(0) + 1;
    double reward = ends.length > 1 ? settings.lambdaD() / clusterCount : 0;
    return new EtsProblem(
        parents, Arrays.copyOf(costs, branches.length), homes, gains, clusters, reward);
  }

  /**
   * Returns the objective of a set of candidates.
   *
   * @param chosen at least one candidate
   */
  public double objective(BitSet chosen) {
    if (chosen.isEmpty() || chosen.length() > gains.length) {
      throw new IllegalArgumentException(
          "a set of 1 to %d candidates was expected: %s".formatted(gains.length, chosen));
    }
    BitSet above = new BitSet();
    BitSet covered = new BitSet();
    double objective = 0;
    for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
      objective += gains[i];
      covered.set(clusters[i]);
      for (int v = homes[i]; v >= 0 && !above.get(v); v = parents[v]) {
        above.set(v);
        objective -= costs[v];
      }
    }
    return objective + clusterReward * covered.cardinality();
  }

  /** Returns the number of branch nodes. */
  public int branches() {
    return parents.length;
  }

  /** Returns the number of candidates. */
  public int candidates() {
    return homes.length;
  }

  /** Returns the number of clusters. */
  public int clusters() {
    return clusterCount;
  }

  /** Returns the parent of a branch node; -1 for the root. */
  public int parent(int branch) {
    return parents[branch];
  }

  /** Returns the cost of a branch node. */
  public double cost(int branch) {
    return costs[branch];
  }

  /** Returns the branch node that a candidate hangs on. */
  public int home(int candidate) {
    return homes[candidate];
  }

  /** Returns the gain of a candidate. */
  public double gain(int candidate) {
    return gains[candidate];
  }

  /** Returns the cluster of a candidate. */
  public int cluster(int candidate) {
    return clusters[candidate];
  }

  /** Returns the reward for each cluster that is covered. */
  public double clusterReward() {
    return clusterReward;
  }

  /** Returns whether nothing can be lost by keeping a node. */
  boolean rewardsNodes() {
    return Arrays.stream(costs).allMatch(cost -> cost <= 0)
        && Arrays.stream(gains).allMatch(gain -> gain >= 0);
  }

  /** Returns the costs of the branch nodes, then those of the candidates. */
  private static double[] nodeCosts(
      SearchTree tree, int[] branches, int[] ends, EtsSettings settings) {
    double[] sizes = new double[branches.length + ends.length];
    double sum = 0;
    for (int k = 0; k < sizes.length; k++) {
      int node = k < branches.length ? branches[k] : ends[k - branches.length];
      sizes[k] =
          switch (settings.cost()) {
            case NODES -> 1;
            case TOKENS -> node == SearchTree.ROOT ? 0 : tree.tokens(node);
            case TOKENS_AND_PROMPT -> tree.tokens(node);
          };
      sum += sizes[k];
    }
    double unit = settings.lambdaB() > 0 ? settings.lambdaB() : -REWARD_OF_NODES;
    for (int k = 0; k < sizes.length; k++) {
      sizes[k] = sum == 0 ? 0 : sizes[k] * unit / sum;
    }
    return sizes;
  }

  /** Returns the clusters of the candidates, numbered from 0 without gaps. */
  private static int[] numbered(List<SearchLevel.Candidate> candidates) {
    List<Integer> seen =
        candidates.stream().map(SearchLevel.Candidate::cluster).distinct().sorted().toList();
    int[] sorted = seen.stream().mapToInt(Integer::intValue).toArray();
    return candidates.stream()
        .mapToInt(candidate -> Arrays.binarySearch(sorted, candidate.cluster()))
        .toArray();
  }

  private void checkTree() {
    if (parents.length == 0 || parents.length != costs.length || parents[0] != -1) {
      throw new IllegalArgumentException(
          "one parent and one cost for each branch node, -1 for the first, were expected: %d, %d"
              .formatted(parents.length, costs.length));
    }
    for (int v = 1; v < parents.length; v++) {
      if (parents[v] < 0 || parents[v] >= v) {
        throw new IllegalArgumentException(
            "parent of branch node %d must be in [0, %d): %d".formatted(v, v, parents[v]));
      }
    }
    if (homes.length == 0 || homes.length != gains.length || homes.length != clusters.length) {
      throw new IllegalArgumentException(
          "a home, a gain and a cluster for each candidate were expected: %d, %d, %d"
              .formatted(homes.length, gains.length, clusters.length));
    }
    for (int home : homes) {
      if (home < 0 || home >= parents.length) {
        throw new IllegalArgumentException(
            "home must be in [0, %d): %d".formatted(parents.length, home));
      }
    }
  }

  private void checkNumbers() {
    boolean finite =
        Arrays.stream(costs).allMatch(Double::isFinite)
            && Arrays.stream(gains).allMatch(Double::isFinite);
    if (!finite) {
      throw new IllegalArgumentException("costs and gains must be finite");
    }
    if (!(clusterReward >= 0 && clusterReward < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("clusterReward must be at least 0: " + clusterReward);
    }
    if (Arrays.stream(costs).anyMatch(cost -> cost < 0) && !rewardsNodes()) {
      throw new IllegalArgumentException(
          "costs must be at least 0, or none above 0 and no gain below 0");
    }
  }

  private void checkClusters() {
    BitSet seen = new BitSet();
    for (int cluster : clusters) {
      if (cluster < 0) {
        throw new IllegalArgumentException("cluster must be at least 0: " + cluster);
      }
      seen.set(cluster);
    }
    if (seen.cardinality() != clusterCount) {
      throw new IllegalArgumentException(
          "clusters must be numbered without gaps: %s".formatted(seen));
    }
  }
}
