package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.BitSet;
import java.util.function.ToLongFunction;

/** Tells how many tokens a part of a trace has. More steps never have fewer tokens. */
public interface TokenCounts {

  /**
   * Counts the tokens of some steps, with what stands between them.
   *
   * @param kept which steps of the trace
   */
  long of(BitSet kept);

  /**
   * Returns the sum of what the steps have each.
   *
   * @param tokens those of each step, at least 0; copied
   * @param separator those between two steps, at least 0
   */
  static TokenCounts sum(long[] tokens, long separator) {
    long[] each = tokens.clone();
    return kept -> {
      long sum = separator * Math.max(0, kept.cardinality() - 1);
      for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
        sum += each[step];
      }
      return sum;
    };
  }

  /**
   * Returns the counts of the tokens that a scorer has read: the separators belong to the step
   * before them, so that the sum of all steps is the whole trace.
   */
  static TokenCounts read(TraceSteps steps, TokenScores tokens) {
    long[] each = new long[steps.size()];
    int from = 0;
    for (int step = 0; step < each.length; step++) {
      int next =
          step + 1 < each.length
              ? Math.max(from, tokens.firstBehind(steps.startChar(step + 1) - 1))
              : tokens.size();
      each[step] = (long) next - from;
      from = next;
    }
    return sum(each, 0);
  }

  /**
   * Returns exact counts: the tokens of the joined text.
   *
   * @param counter counts the tokens of a text
   */
  static TokenCounts exact(TraceSteps steps, ToLongFunction<String> counter) {
    return kept -> kept.isEmpty() ? 0 : counter.applyAsLong(steps.join(kept));
  }
}
