package dev.pith.plugin.dialect.stop;

/** Seeds for servers whose seeds have 32 bits. */
final class SmallSeeds {
  private SmallSeeds() {}

  /** Returns 31 bits of a seed, in which all of it counts. */
  static int of(long seed) {
    return Long.hashCode(seed) & Integer.MAX_VALUE;
  }
}
