package dev.pith.eval.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** All policies by name, in the order of a report. */
public final class PolicyRegistry {
  /** The policy whose saving the controls match. */
  public static final String PITH = "pith";

  /** {@link #PITH} with the learned reader of real text. */
  public static final String PITH_TEXT = "pith+text";

  private static final int RANDOM_REPEATS = 20;

  private static final List<String> NAMES =
      List.of(
          "full",
          "fixed-30",
          "fixed-50",
          "fixed-70",
          "fixed-equal",
          "budget-equal",
          "random-equal",
          "k-equal-2",
          "k-equal-3",
          "k-equal-4",
          "faithful",
          PITH,
          PITH_TEXT,
          "oracle");

  private final List<Policy> independent;

  /**
   * Creates the registry.
   *
   * @param faithful drives traces through a trimmer with the settings of the paper
   * @param pith drives traces through a trimmer with the settings under test
   * @param text the same with the learned reader of real text
   */
  public PolicyRegistry(TraceDriver faithful, TraceDriver pith, TraceDriver text) {
    independent =
        List.of(
            new FullThinking(),
            new FixedCut("fixed-30", 0.3),
            new FixedCut("fixed-50", 0.5),
            new FixedCut("fixed-70", 0.7),
            new EqualAnswers("k-equal-2", 2),
            new EqualAnswers("k-equal-3", 3),
            new EqualAnswers("k-equal-4", 4),
            new TrimPolicy("faithful", faithful),
            new TrimPolicy(PITH, pith),
            new TrimPolicy(PITH_TEXT, text),
            new OracleCut());
  }

  /** Returns the ceiling: a cut at the first point after which the answer never changes. */
  public static Policy oracle() {
    return new OracleCut();
  }

  /** Returns all names, in the order of a report. */
  public static List<String> names() {
    return NAMES;
  }

  /** Returns those of the named policies that decide on each trace by itself. */
  public List<Policy> independent(Collection<String> names) {
    return independent.stream().filter(policy -> names.contains(policy.name())).toList();
  }

  /**
   * Returns those of the named policies that match the saving of {@link #PITH} on a group of
   * traces. A name may come several times: the mean over its policies counts.
   *
   * @param target what it saved there
   * @param seed starts the random cuts
   */
  public static List<Policy> matched(Collection<String> names, SavingTarget target, long seed) {
    double share = target.meanShare();
    List<Policy> policies = new ArrayList<>();
    if (names.contains("fixed-equal")) {
      policies.add(new FixedCut("fixed-equal", share));
    }
    if (names.contains("budget-equal")) {
      policies.add(new TokenBudget("budget-equal", target.budgetTokens()));
    }
    if (names.contains("random-equal")) {
      double from = Math.max(0.0, 2 * share - 1);
      double to = Math.min(1.0, 2 * share);
      for (int repeat = 0; repeat < RANDOM_REPEATS; repeat++) {
        policies.add(new RandomCut("random-equal", from, to, seed + repeat));
      }
    }
    return policies;
  }
}
