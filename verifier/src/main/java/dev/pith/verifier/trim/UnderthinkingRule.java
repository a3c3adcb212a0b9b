package dev.pith.verifier.trim;

import java.util.OptionalLong;

/**
 * Decides when a trace that does not settle has had its chance (TrimR, Algorithm 2).
 *
 * <p>Without a known budget the budget condition never holds; no budget is invented.
 */
final class UnderthinkingRule {
  private final TrimSettings settings;
  private final OptionalLong budgetTokens;

  UnderthinkingRule(TrimSettings settings, OptionalLong budgetTokens) {
    this.settings = settings;
    this.budgetTokens = budgetTokens;
  }

  /**
   * Returns whether the trace must be stopped.
   *
   * @param tokens thinking so far
   * @param thoughts completed thoughts so far
   * @param settled whether the answer has settled
   */
  boolean mustStop(long tokens, int thoughts, boolean settled) {
    if (settled) {
      return false;
    }
    boolean late =
        budgetTokens.isPresent()
            && tokens >= settings.underthinkingShare() * budgetTokens.getAsLong();
    boolean many = thoughts >= settings.underthinkingThoughts();
    return settings.underthinkingCombine() == TrimSettings.Combine.AND
        ? late && many
        : late || many;
  }
}
