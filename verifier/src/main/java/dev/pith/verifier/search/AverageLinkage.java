package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Groups vectors by meaning: average-link agglomerative clustering on cosine distance. */
public final class AverageLinkage {

  /*
   * A chain of nearest neighbours is followed until two clusters are each other's nearest, which
   * are merged if they are near enough and done with if not: average linkage is reducible, so that
   * no later merge brings a cluster nearer to another one than its nearest is now [1]. The result
   * is that of merging the nearest pair first, in quadratic time.
   *
   * [1] Modern hierarchical, agglomerative clustering algorithms, section 3.1
   * https://arxiv.org/abs/1109.2378
   */

  private final double[][] distance;
  private final int[] size;
  private final int[] mergedInto;

  private AverageLinkage(double[][] distance) {
    this.distance = distance;
    size = new int[distance.length];
    Arrays.fill(size, 1);
    mergedInto = new int[distance.length];
    Arrays.setAll(mergedInto, i -> i);
  }

  /**
   * Returns the cluster of each vector, numbered from 0 as they are first met.
   *
   * @param vectors of one length, finite; one that is zero has no direction and gets a cluster of
   *     its own
   * @param cut the mean cosine distance up to which two clusters are one, in [0, 2]. It belongs to
   *     the model that made the vectors: ETS publishes 0.05 for its own
   */
  public static int[] cluster(List<float[]> vectors, double cut) {
    if (!(cut >= 0 && cut <= 2)) {
      throw new IllegalArgumentException("cut must be in [0, 2]: " + cut);
    }
    AverageLinkage linkage = new AverageLinkage(cosineDistances(vectors));
    linkage.merge(cut);
    return linkage.labels();
  }

  private static double[][] cosineDistances(List<float[]> vectors) {
    double[][] units = new double[vectors.size()][];
    for (int i = 0; i < units.length; i++) {
      units[i] = unit(vectors.get(i), vectors.get(0).length, i);
    }
    double[][] distance = new double[units.length][units.length];
    for (int i = 0; i < units.length; i++) {
      for (int j = 0; j < i; j++) {
        boolean directed = units[i].length > 0 && units[j].length > 0;
        double apart = directed ? Math.max(0, 1 - dot(units[i], units[j])) : Double.MAX_VALUE;
        distance[i][j] = apart;
        distance[j][i] = apart;
      }
    }
    return distance;
  }

  /** Returns the vector with length 1; an empty one for the zero vector. */
  private static double[] unit(float[] vector, int length, int index) {
    if (vector.length != length) {
      throw new IllegalArgumentException(
          "vector %d has %d numbers, the first has %d".formatted(index, vector.length, length));
    }
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException("vector %d is not finite".formatted(index));
    }
    double norm = Math.sqrt(sum);
    double[] unit = new double[norm == 0 ? 0 : length];
    Arrays.setAll(unit, k -> vector[k] / norm);
    return unit;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private void merge(double cut) {
    List<Integer> active = new ArrayList<>();
    for (int i = 0; i < size.length; i++) {
      active.add(i);
    }
    List<Integer> chain = new ArrayList<>();
    while (active.size() > 1) {
      if (chain.isEmpty()) {
        chain.add(active.get(0));
      }
      int tip = chain.get(chain.size() - 1);
      int before = chain.size() > 1 ? chain.get(chain.size() - 2) : -1;
      int nearest = nearest(tip, before, active);
      if (nearest != before) {
        chain.add(nearest);
        continue;
      }
      chain.subList(chain.size() - 2, chain.size()).clear();
      if (distance[tip][nearest] <= cut) {
        join(tip, nearest, active);
        active.remove((Integer) tip);
      } else {
        active.remove((Integer) tip);
        active.remove((Integer) nearest);
      }
    }
  }

  /** Returns the cluster nearest to one; on a tie the one before it in the chain. */
  private int nearest(int tip, int before, List<Integer> active) {
    int nearest = before;
    for (int other : active) {
      if (other != tip && (nearest < 0 || distance[tip][other] < distance[tip][nearest])) {
        nearest = other;
      }
    }
    return nearest;
  }

  /** Joins the first cluster to the second; distances are means over pairs (Lance-Williams). */
  private void join(int first, int second, List<Integer> active) {
    for (int other : active) {
      if (other != first && other != second) {
        double mean =
            (size[first] * distance[first][other] + size[second] * distance[second][other])
                / (size[first] + size[second]);
        distance[second][other] = mean;
        distance[other][second] = mean;
      }
    }
    size[second] += size[first];
    mergedInto[first] = second;
  }

  private int[] labels() {
    int[] labels = new int[size.length];
    int[] labelOf = new int[size.length];
    Arrays.fill(labelOf, -1);
    int next = 0;
    for (int i = 0; i < labels.length; i++) {
      int top = i;
      while (mergedInto[top] != top) {
        top = mergedInto[top];
      }
      if (labelOf[top] < 0) {
        labelOf[top] = next++;
      }
      labels[i] = labelOf[top];
    }
    return labels;
  }
}
