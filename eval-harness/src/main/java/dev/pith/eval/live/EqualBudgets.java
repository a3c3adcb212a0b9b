package dev.pith.eval.live;

import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import dev.pith.verifier.trim.TrimSettings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Budgets of the controls, under which the mean thinking is as long as that of Pith.
 *
 * <p>A budget does not end a thinking where it is used up: the cut waits for the end of the
 * sentence, half a sentence in the mean, and is followed by the sentence that leads to the answer.
 * Both count, as they do for Pith. Lengths are characters.
 */
final class EqualBudgets {

  /** Steps of a bisection: enough for any length of a text. */
  private static final int BISECTIONS = 40;

  private final List<LiveAnswer> full;
  private final TrimSettings trim;
  private final double wanted;
  private final double overhead;

  /**
   * Compares two runs over the same problems.
   *
   * @param full the answers of full thinking
   * @param pith those of Pith
   * @param trim says how many characters are a token of a budget
   */
  EqualBudgets(List<LiveAnswer> full, List<LiveAnswer> pith, TrimSettings trim) {
    this.full = full;
    this.trim = trim;
    wanted = chars(pith);
    long sentences = full.stream().mapToLong(EqualBudgets::sentences).sum();
    overhead =
        Guidance.english().after("", Cut.Ending.FORCED).length()
            + chars(full) / (2.0 * Math.max(1, sentences));
  }

  /** Returns the one budget for all, in tokens. */
  int one() {
    return tokens(
        bisect(
            full.stream().mapToInt(EqualBudgets::length).max().orElse(1),
            budget -> kept(i -> budget)));
  }

  /**
   * Returns a budget for each problem, in tokens: a random share of its thinking.
   *
   * @param seed of the shares
   */
  List<Integer> random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] draws = full.stream().mapToDouble(answer -> random.nextDouble()).toArray();
    double middle = bisect(1, share -> kept(i -> cut(i, draws[i], share)));
    return IntStream.range(0, full.size()).mapToObj(i -> tokens(cut(i, draws[i], middle))).toList();
  }

  /** Returns where a draw cuts a thinking when the mean share is to be that. */
  private double cut(int problem, double draw, double share) {
    double from = Math.max(0, 2 * share - 1);
    double to = Math.min(1, 2 * share);
    return (from + draw * (to - from)) * length(full.get(problem));
  }

  /** Returns how many characters are kept in all when each thinking has its budget. */
  private double kept(IntFunction<Double> budgets) {
    double kept = 0;
    for (int i = 0; i < full.size(); i++) {
      kept += Math.min(length(full.get(i)), budgets.apply(i) + overhead);
    }
    return kept;
  }

  /** Returns the largest value up to a limit under which no more is kept than by Pith. */
  private double bisect(double limit, DoubleUnaryOperator kept) {
    double low = 0;
    double high = limit;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (kept.applyAsDouble(middle) <= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int tokens(double chars) {
    return (int) Math.max(1, trim.tokens((long) chars));
  }

  private static double chars(List<LiveAnswer> answers) {
    return answers.stream().mapToDouble(EqualBudgets::length).sum();
  }

  private static int length(LiveAnswer answer) {
    return answer.thinking().length();
  }

  private static long sentences(LiveAnswer answer) {
    return answer.thinking().chars().filter(c -> c == '.').count();
  }
}
