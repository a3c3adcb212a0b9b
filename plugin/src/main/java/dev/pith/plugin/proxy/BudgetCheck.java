package dev.pith.plugin.proxy;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a server has kept a limit on thinking that it was asked for.
 *
 * @param asked most tokens of thinking
 * @param seen tokens of thinking
 */
record BudgetCheck(long asked, long seen) {

  /** Servers count a little differently than their streams do. */
  private static final double MAX_OVER_BUDGET = 1.1;

  /** Compares what is known; empty when there was no limit, or the thinking was not counted. */
  static Optional<BudgetCheck> of(OptionalLong asked, OptionalLong seen) {
    return asked.isPresent() && seen.isPresent()
        ? Optional.of(new BudgetCheck(asked.getAsLong(), seen.getAsLong()))
        : Optional.empty();
  }

  boolean kept() {
    return seen <= MAX_OVER_BUDGET * asked;
  }

  /** Tells the client when it was not kept. */
  Optional<String> complaint() {
    return kept() ? Optional.empty() : Optional.of("ignored;asked=" + asked + ";seen=" + seen);
  }
}
