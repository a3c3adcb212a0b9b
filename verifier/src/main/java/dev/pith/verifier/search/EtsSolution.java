package dev.pith.verifier.search;

import java.util.List;

/**
 * A set of candidates to keep, with the proof of how good it is.
 *
 * @param kept the candidates, ascending; at least one
 * @param objective what they are worth
 * @param bound no set is worth more
 * @param branches how many relaxations were solved
 * @param passes how many steps that took in all
 */
public record EtsSolution(
    List<Integer> kept, double objective, double bound, int branches, int passes) {

  /** Differences below this are rounding errors. */
  static final double EPSILON = 1e-9;

  /** Copies the candidates. */
  public EtsSolution {
    kept = List.copyOf(kept);
  }

  /** Returns by how much a better set could exceed this one at most; at least 0. */
  public double gap() {
    return Math.max(0, bound - objective);
  }

  /** Returns whether the set is proven to be optimal. */
  public boolean proven() {
    return gap() <= EPSILON;
  }
}
