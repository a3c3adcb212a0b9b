package dev.pith.eval.rag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A policy at one share of tokens that are computed again.
 *
 * @param policy the policy
 * @param share in [0, 1]; empty where the policy has none
 */
record RagCell(RagPolicy policy, OptionalDouble share) {

  /** Returns every policy at every share, the controls first. */
  static List<RagCell> of(Collection<RagPolicy> policies, List<Double> shares) {
    List<RagCell> cells = new ArrayList<>();
    for (RagPolicy policy : RagPolicy.values()) {
      if (!policies.contains(policy)) {
        continue;
      }
      if (policy.hasShare()) {
        shares.forEach(share -> cells.add(new RagCell(policy, OptionalDouble.of(share))));
      } else {
        cells.add(new RagCell(policy, OptionalDouble.empty()));
      }
    }
    return cells;
  }

  @Override
  public String toString() {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%s %.2f", policy.key(), share.getAsDouble())
        : policy.key();
  }
}
