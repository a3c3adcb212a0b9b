package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;

/** Keeps the same number of tokens of every trace: a control. */
final class TokenBudget implements Policy {
  private final String name;
  private final double budgetTokens;

  TokenBudget(String name, double budgetTokens) {
    if (!(budgetTokens >= 0.0)) {
      throw new IllegalArgumentException("budgetTokens must not be negative: " + budgetTokens);
    }
    this.name = name;
    this.budgetTokens = budgetTokens;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    double share = Math.min(1.0, budgetTokens / trace.tokens());
    return Kept.upTo(Math.round(share * trace.length()), trace, "budget");
  }
}
