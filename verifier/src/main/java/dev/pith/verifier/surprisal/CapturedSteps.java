package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model told of the steps of its trace while it wrote it: pruning it later costs nothing.
 *
 * @param model who wrote it
 * @param steps in their order
 */
public record CapturedSteps(String model, List<Step> steps) {
  private static final Step NONE = new Step(0, 0, Double.NaN);

  /**
   * A step.
   *
   * @param startChar where it begins in the trace, in UTF-16 units
   * @param tokens how many it has, with what stands behind it; at least 0
   * @param surprisal {@code -ln p} of the token that holds its first character; NaN when unknown
   */
  public record Step(int startChar, long tokens, double surprisal) {

    /** Refuses what cannot be. */
    public Step {
      if (startChar < 0 || tokens < 0 || surprisal < 0) {
        throw new IllegalArgumentException(
            "startChar, tokens and surprisal must be at least 0: "
                + startChar
                + ", "
                + tokens
                + ", "
                + surprisal);
      }
    }
  }

  /** Copies the list. */
  public CapturedSteps {
    steps = List.copyOf(steps);
  }

  /** Returns what the log-probabilities of a trace's tokens tell of its steps. */
  public static CapturedSteps of(TraceSteps steps, TokenScores tokens, String model) {
    double[] surprisals = StepMeasure.FIRST_TOKEN.of(steps, tokens);
    TokenCounts counts = TokenCounts.read(steps, tokens);
    Step[] captured = new Step[steps.size()];
    Arrays.setAll(
        captured,
        step -> {
          BitSet one = new BitSet();
          one.set(step);
          return new Step(steps.startChar(step), counts.of(one), surprisals[step]);
        });
    return new CapturedSteps(model, List.of(captured));
  }

  /** Returns the scores of a trace's steps; unknown where none was captured at the same place. */
  public StepScores scores(TraceSteps trace) {
    Map<Integer, Step> byPlace = byPlace();
    double[] scores = new double[trace.size()];
    Arrays.setAll(
        scores,
        step -> {
          Step captured = byPlace.get(trace.startChar(step));
          return captured == null ? Double.NaN : captured.surprisal();
        });
    return new StepScores(scores, model, ScoreSource.CAPTURED);
  }

  /** Returns whether each step of a trace begins where one was captured. */
  public boolean covers(TraceSteps trace) {
    Map<Integer, Step> byPlace = byPlace();
    for (int step = 0; step < trace.size(); step++) {
      if (!byPlace.containsKey(trace.startChar(step))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the token counts of a trace's steps.
   *
   * @throws IllegalArgumentException when it is not {@linkplain #covers covered}
   */
  public TokenCounts counts(TraceSteps trace) {
    if (!covers(trace)) {
      throw new IllegalArgumentException("the steps are not those that were captured");
    }
    Map<Integer, Step> byPlace = byPlace();
    long[] tokens = new long[trace.size()];
    Arrays.setAll(tokens, step -> byPlace.getOrDefault(trace.startChar(step), NONE).tokens());
    return TokenCounts.sum(tokens, 0);
  }

  /** Returns the same steps in a text that begins so many characters earlier. */
  CapturedSteps movedBy(int chars) {
    return new CapturedSteps(
        model,
        steps.stream()
            .map(step -> new Step(step.startChar() + chars, step.tokens(), step.surprisal()))
            .toList());
  }

  private Map<Integer, Step> byPlace() {
    Map<Integer, Step> byPlace = new HashMap<>();
    steps.forEach(step -> byPlace.put(step.startChar(), step));
    return byPlace;
  }
}
