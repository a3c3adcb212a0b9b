package dev.pith.verifier.surprisal;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The fine stage of ASAP [1]: removes the least surprising steps of a finished trace until it fits
 * a budget.
 *
 * <p>Steps go in the order of their scores, of equal ones the earlier first; protected steps and
 * those without a known score never go. Not one more goes than the budget needs, and a trace that
 * fits is not touched. When what must stay is over the budget, it stays all the same: {@link
 * PrunedTrace#budgetReached} tells. Pure and deterministic. Any score will do, so that what ASAP is
 * compared with is pruned by the same rules.
 */
public final class SurprisalPruner {

  /*
   * The score of ASAP is the surprisal of a step's first token: an unsurprising one means that the
   * step goes on as the model expected anyway, and can be bridged without it. The published code
   * scores once and protects nothing, so that a small budget leaves an empty thought; it removes
   * the first step that reads like the chosen one, where this removes the chosen one.
   *
   * [1] Pruning the Unsurprising: Efficient LLM Reasoning via First-Token Surprisal, stage 2.
   * https://arxiv.org/abs/2508.05988
   */

  private SurprisalPruner() {}

  /**
   * Prunes a trace that is scored once.
   *
   * @param scores one a step
   * @param counts those of the same trace
   * @param mustStay the protected steps, see {@link ProtectedSteps}
   * @throws IllegalArgumentException when there are not as many scores as steps
   */
  public static PrunedTrace prune(
      TraceSteps steps, StepScores scores, TokenCounts counts, Budget budget, BitSet mustStay) {
    return prune(steps, steps.all(), scores, counts, budget, mustStay);
  }

  /**
   * Prunes what an earlier stage has left of a trace; it is scored once.
   *
   * @param present the steps that are left
   * @param budget a share is one of the whole trace
   */
  public static PrunedTrace prune(
      TraceSteps steps,
      BitSet present,
      StepScores scores,
      TokenCounts counts,
      Budget budget,
      BitSet mustStay) {
    long limit = budget.limit(counts.of(steps.all()));
    BitSet kept = remove(present, scores, counts, limit, mustStay, Integer.MAX_VALUE);
    return report(steps, kept, counts, limit, scores);
  }

  /** Prunes a trace with the protection of some settings; it is scored once. */
  public static PrunedTrace prune(
      TraceSteps steps,
      String question,
      StepScores scores,
      TokenCounts counts,
      Budget budget,
      PruneSettings settings) {
    return prune(steps, scores, counts, budget, ProtectedSteps.of(steps, question, settings));
  }

  /** Returns the steps that are left after at most so many removals. */
  static BitSet remove(
      BitSet present,
      StepScores scores,
      TokenCounts counts,
      long limit,
      BitSet mustStay,
      int maxRemovals) {
    if (counts.of(present) <= limit) {
      return present;
    }
    if (present.length() > scores.size()) {
      throw new IllegalArgumentException(
          "a score for each step is needed: "
              + scores.size()
              + " scores, "
              + present.length()
              + " steps");
    }
    int[] order =
        IntStream.range(0, present.length())
            .filter(present::get)
            .filter(step -> !mustStay.get(step) && !Double.isNaN(scores.of(step)))
            .boxed()
            .sorted(Comparator.comparingDouble(scores::of))
            .mapToInt(Integer::intValue)
            .limit(maxRemovals)
            .toArray();
    int enough = order.length;
    int tooFew = 0;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) >>> 1;
      if (counts.of(without(present, order, middle)) <= limit) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return without(present, order, enough);
  }

  static PrunedTrace report(
      TraceSteps steps, BitSet kept, TokenCounts counts, long limit, StepScores scores) {
    return new PrunedTrace(
        steps,
        kept.stream().boxed().toList(),
        counts.of(steps.all()),
        counts.of(kept),
        limit,
        scores.scorer(),
        scores.source(),
        scores.unknown());
  }

  private static BitSet without(BitSet present, int[] order, int removals) {
    BitSet kept = (BitSet) present.clone();
    for (int i = 0; i < removals; i++) {
      kept.clear(order[i]);
    }
    return kept;
  }
}
