package dev.pith.eval.train;

import dev.pith.eval.world.Problem;
import java.util.List;

/**
 * How often what happens in a trace.
 *
 * <p>At temperature 1 a model that has learned from such traces slips as often as they do; at lower
 * temperatures less often.
 *
 * @param slipPerAttempt chance that a first attempt slips, for difficulties 1 to 6
 * @param recheckCare a re-check slips so many times as often as a first attempt, in [0, 1]
 * @param repeatSlip chance that a re-check after a slip makes the same slip again
 * @param doubtFirst chance that a first attempt states its answer as a question, which is no vote
 * @param deadEnd chance that an attempt begins with a start that is dropped
 * @param plainStatement chance that an attempt states its result without calling it the answer
 * @param minFurtherChecks attempts beyond the first two, at least
 * @param oneMoreCheck chance of each further one after those
 * @param maxAttempts attempts after which the trace ends whatever they found
 * @param loop chance that a re-check is said several times over
 */
public record TraceRates(
    List<Double> slipPerAttempt,
    double recheckCare,
    double repeatSlip,
    double doubtFirst,
    double deadEnd,
    double plainStatement,
    int minFurtherChecks,
    double oneMoreCheck,
    int maxAttempts,
    double loop) {

  private static final TraceRates DEFAULTS =
      new TraceRates(
          /* slipPerAttempt= */ List.of(0.1, 0.1, 0.1, 0.28, 0.28, 0.28),
          /* recheckCare= */ 0.25,
          /* repeatSlip= */ 0.01,
          /* doubtFirst= */ 0.05,
          /* deadEnd= */ 0.08,
          /* plainStatement= */ 0.12,
          /* minFurtherChecks= */ 3,
          /* oneMoreCheck= */ 0.4,
          /* maxAttempts= */ 9,
          /* loop= */ 0.01);

  private static final TraceRates LESSONS =
      new TraceRates(
          /* slipPerAttempt= */ List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
          /* recheckCare= */ 0,
          /* repeatSlip= */ 0,
          /* doubtFirst= */ 0,
          /* deadEnd= */ 0,
          /* plainStatement= */ 0.12,
          /* minFurtherChecks= */ 0,
          /* oneMoreCheck= */ 0,
          /* maxAttempts= */ 1,
          /* loop= */ 0);

  private static final TraceRates WRONG_FIRST =
      new TraceRates(
          /* slipPerAttempt= */ List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
          /* recheckCare= */ 0,
          /* repeatSlip= */ 0,
          /* doubtFirst= */ 0.05,
          /* deadEnd= */ 0.08,
          /* plainStatement= */ 0.12,
          /* minFurtherChecks= */ 2,
          /* oneMoreCheck= */ 0,
          /* maxAttempts= */ 9,
          /* loop= */ 0);

  /** Copies the list and refuses what is no rate. */
  public TraceRates {
    slipPerAttempt = List.copyOf(slipPerAttempt);
    if (slipPerAttempt.size() != Problem.MAX_DIFFICULTY) {
      throw new IllegalArgumentException("slipPerAttempt needs 6 values: " + slipPerAttempt);
    }
    slipPerAttempt.forEach(rate -> requireShare(rate, "slipPerAttempt"));
    requireShare(recheckCare, "recheckCare");
    requireShare(repeatSlip, "repeatSlip");
    requireShare(doubtFirst, "doubtFirst");
    requireShare(deadEnd, "deadEnd");
    requireShare(plainStatement, "plainStatement");
    requireShare(oneMoreCheck, "oneMoreCheck");
    requireShare(loop, "loop");
    if (minFurtherChecks < 0 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "minFurtherChecks must be at least 0 and maxAttempts at least 1: "
              + minFurtherChecks
              + ", "
              + maxAttempts);
    }
  }

  /**
   * Returns the rates of the lessons that come first: one attempt without a slip. What a re-check
   * says can be copied from the attempt before it; a single attempt can only be worked out.
   */
  public static TraceRates lessons() {
    return LESSONS;
  }

  /** Returns the rates of traces whose first attempt goes wrong and no later one does. */
  static TraceRates wrongFirst() {
    return WRONG_FIRST;
  }

  /** Returns the rates that the embedded model is trained with. */
  public static TraceRates defaults() {
    return DEFAULTS;
  }

  /** Returns the chance that an attempt slips. */
  double slip(int difficulty, boolean first) {
    return slipPerAttempt.get(difficulty - 1) * (first ? 1 : recheckCare);
  }

  private static void requireShare(double share, String name) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1]: " + share);
    }
  }
}
