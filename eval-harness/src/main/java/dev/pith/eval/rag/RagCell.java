package dev.pith.eval.rag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A policy with the number that says how much it computes again.
 *
 * @param policy the policy
 * @param value its share or alpha; empty where the policy has none
 */
record RagCell(RagPolicy policy, OptionalDouble value) {

  /** Returns every policy at every value, the controls first. */
  static List<RagCell> of(
      Collection<RagPolicy> policies, List<Double> shares, List<Double> alphas) {
    List<RagCell> cells = new ArrayList<>();
    for (RagPolicy policy : RagPolicy.values()) {
      if (!policies.contains(policy)) {
        continue;
      }
      switch (policy.measure()) {
        case NONE -> cells.add(new RagCell(policy, OptionalDouble.empty()));
        case SHARE ->
            shares.forEach(each -> cells.add(new RagCell(policy, OptionalDouble.of(each))));
        case ALPHA ->
            alphas.forEach(each -> cells.add(new RagCell(policy, OptionalDouble.of(each))));
      }
    }
    return cells;
  }

  @Override
  public String toString() {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%s %.2f", policy.key(), value.getAsDouble())
        : policy.key();
  }
}
