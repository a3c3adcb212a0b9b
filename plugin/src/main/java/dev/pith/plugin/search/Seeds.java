package dev.pith.plugin.search;

/** Seeds of steps that do not depend on the order in which they are sampled. */
final class Seeds {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /** Returns the seed of a continuation of a node: hashes of SplitMix64, at least 0. */
  static long of(long seed, int node, int number) {
    return mix(mix(mix(seed) + node) + number) >>> 1;
  }

  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
