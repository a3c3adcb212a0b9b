package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.ModelConfig;

/**
 * Adds up what a prefill computes, in floating point operations: two for each weight that a row
 * meets, and four for each number of a key that it attends to. Not thread-safe.
 */
final class PrefillCost {

  private final double projectionFlops;
  private final double restFlops;
  private final double flopsPerKey;
  private double flops;

  PrefillCost(ModelConfig config) {
    double queries = (double) config.heads() * config.headDim();
    double keys = (double) config.kvHeads() * config.headDim();
    projectionFlops = 2 * config.embedding() * (queries + 2 * keys);
    restFlops = 2 * config.embedding() * (queries + 3.0 * config.feedForward());
    flopsPerKey = 4 * queries;
  }

  /** Adds a row of so many layers; all positions before its own are attended to. */
  void rows(int position, int layers) {
    flops += layers * (projectionFlops + restFlops + flopsPerKey * (position + 1));
  }

  /** Adds a row of one layer that only writes its KV. */
  void projection() {
    flops += projectionFlops;
  }

  /** Adds a row of one layer that only writes its KV and attends. */
  void look(int position) {
    flops += projectionFlops + flopsPerKey * (position + 1);
  }

  /** Returns the operations so far. */
  double flops() {
    return flops;
  }

  /** Returns what a prefill of the first positions costs. */
  static double full(ModelConfig config, int positions) {
    PrefillCost cost = new PrefillCost(config);
    for (int position = 0; position < positions; position++) {
      cost.rows(position, config.layers());
    }
    return cost.flops;
  }
}
