package dev.pith.plugin.history;

import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.CapturedSteps;
import dev.pith.verifier.surprisal.ProtectedSteps;
import dev.pith.verifier.surprisal.PruneSettings;
import dev.pith.verifier.surprisal.StepScores;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.surprisal.SurprisalPruner;
import dev.pith.verifier.surprisal.TokenCounts;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Shortens a finished thought to a share of its length. The first and the last step, steps that
 * state an answer, and code stay. The same thought always becomes the same text. Thread-safe.
 */
public final class ThoughtPruning {

  /** What a token of English text has, about. */
  private static final int CHARS_PER_TOKEN = 4;

  private static final long SEED = 1;

  private final StepScoring scoring;
  private final Budget budget;

  private ThoughtPruning(StepScoring scoring, Budget budget) {
    this.scoring = scoring;
    this.budget = budget;
  }

  /**
   * Creates a pruning.
   *
   * @param scoring which steps go first; one that needs no model, or surprisal where it was
   *     captured and the last steps where it was not
   * @param share of a thought that may stay, in [0, 1]
   * @throws IllegalArgumentException when the scoring needs a model, or the share is out of range
   */
  public static ThoughtPruning of(StepScoring scoring, double share) {
    if (scoring.needsTokens() && scoring != StepScoring.SURPRISAL) {
      throw new IllegalArgumentException("the scoring must need no model: " + scoring.label());
    }
    return new ThoughtPruning(scoring, Budget.ofShare(share));
  }

  /**
   * Returns what is left of a thought: whole steps, in their order.
   *
   * @param question what was asked; empty when unknown
   */
  public String prune(String thinking, String question) {
    return prune(thinking, question, Optional.empty());
  }

  /**
   * Returns what is left of a thought: whole steps, in their order.
   *
   * @param captured what its model told of it while it wrote it
   */
  String prune(String thinking, String question, Optional<CapturedSteps> captured) {
    TraceSteps steps = TraceSteps.paragraphs(thinking);
    if (steps.size() == 0) {
      return thinking;
    }
    BitSet mustStay = ProtectedSteps.of(steps, question, PruneSettings.defaults());
    IntStream.range(0, steps.size())
        .filter(step -> steps.text(step).contains("```"))
        .forEach(mustStay::set);
    long[] tokens =
        IntStream.range(0, steps.size()).mapToLong(step -> tokens(steps.text(step))).toArray();
    return SurprisalPruner.prune(
            steps, scores(steps, captured), TokenCounts.sum(tokens, 1), budget, mustStay)
        .text();
  }

  private StepScores scores(TraceSteps steps, Optional<CapturedSteps> captured) {
    if (!scoring.needsTokens()) {
      return scoring.of(steps, SEED);
    }
    return captured
        .filter(told -> told.covers(steps))
        .map(told -> told.scores(steps))
        .orElseGet(() -> StepScoring.LAST.of(steps, SEED));
  }

  /** Returns how many tokens a text has, about. */
  static long tokens(CharSequence text) {
    return tokens(text.length());
  }

  /** Returns how many tokens so many characters are, about. */
  static long tokens(long chars) {
    return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
  }
}
