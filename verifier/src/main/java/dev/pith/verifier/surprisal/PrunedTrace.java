package dev.pith.verifier.surprisal;

import java.util.BitSet;
import java.util.List;

/**
 * A trace of which some steps are left, in their order.
 *
 * @param steps those of the whole trace
 * @param keptSteps the indices of those that are left, ascending
 * @param tokensBefore tokens of the whole trace
 * @param tokensAfter tokens of what is left
 * @param budgetTokens how many it might have
 * @param scorer who has scored
 * @param source where the scores come from
 * @param unknownScores how many steps could not be scored, and stay therefore
 */
public record PrunedTrace(
    TraceSteps steps,
    List<Integer> keptSteps,
    long tokensBefore,
    long tokensAfter,
    long budgetTokens,
    String scorer,
    ScoreSource source,
    int unknownScores) {

  /** Copies the indices. */
  public PrunedTrace {
    keptSteps = List.copyOf(keptSteps);
  }

  /** Returns whether what is left fits the budget; else what must stay is longer. */
  public boolean budgetReached() {
    return tokensAfter <= budgetTokens;
  }

  /** Returns what is left; the trace as it was when nothing was removed. */
  public String text() {
    BitSet kept = new BitSet(steps.size());
    keptSteps.forEach(kept::set);
    return steps.join(kept);
  }

  /** Returns how many steps were removed. */
  public int removedSteps() {
    return steps.size() - keptSteps.size();
  }
}
