package dev.pith.plugin.savings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A mean of values that come in clusters, with a variance that holds when values of one cluster are
 * alike [1]: the turns of one conversation are no independent draws.
 *
 * <p>Of clusters that have not grown for long only three sums are kept, so that the memory is
 * bounded. Not thread-safe.
 */
final class ClusteredMean {

  /*
   * [1] The cluster-robust variance of a mean, with the usual correction for few clusters:
   *     G / (G - 1) * sum over clusters g of (S_g - n_g mean)^2 / n^2, where S_g is the sum and n_g
   *     the number of values of g. With one value a cluster it is the sample variance over n.
   */

  private static final int MAX_OPEN_CLUSTERS = 4_096;

  private final Map<String, Sum> open = new LinkedHashMap<>(16, 0.75f, true);
  private final int maxOpen;
  private long values;
  private double sum;
  private long closed;
  private double closedCounts2;
  private double closedCountsSums;
  private double closedSums2;

  private static final class Sum {
    long count;
    double sum;
  }

  ClusteredMean() {
    this(MAX_OPEN_CLUSTERS);
  }

  ClusteredMean(int maxOpen) {
    this.maxOpen = maxOpen;
  }

  void add(String cluster, double value) {
    Sum of = open.computeIfAbsent(cluster, unseen -> new Sum());
    of.count++;
    of.sum += value;
    values++;
    sum += value;
    if (open.size() > maxOpen) {
      close(open.keySet().iterator().next());
    }
  }

  long values() {
    return values;
  }

  /** Returns how many clusters there are; one that grows again after long is counted twice. */
  long clusters() {
    return closed + open.size();
  }

  OptionalDouble mean() {
    return values == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / values);
  }

  /** Returns the variance of the mean; empty with fewer than two clusters. */
  OptionalDouble variance() {
    long clusters = clusters();
    if (clusters < 2) {
      return OptionalDouble.empty();
    }
    double mean = sum / values;
    double squares = closedSums2 - 2 * mean * closedCountsSums + mean * mean * closedCounts2;
    for (Sum cluster : open.values()) {
      double off = cluster.sum - cluster.count * mean;
      squares += off * off;
    }
    double few = clusters / (clusters - 1.0);
    return OptionalDouble.of(few * Math.max(0, squares) / ((double) values * values));
  }

  private void close(String cluster) {
    Sum of = open.remove(cluster);
    if (of != null) {
      closed++;
      closedCounts2 += (double) of.count * of.count;
      closedCountsSums += of.count * of.sum;
      closedSums2 += of.sum * of.sum;
    }
  }
}
