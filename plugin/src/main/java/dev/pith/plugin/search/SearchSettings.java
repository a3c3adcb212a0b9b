package dev.pith.plugin.search;

import java.time.Duration;

/**
 * The limits of a search.
 *
 * @param width how many trajectories it begins with, at least 1
 * @param depth how many steps a trajectory may have, at least 1; 25 is published
 * @param stepTokens how long a step may become, at least 1; 256 is published
 * @param pathTokens how long a trajectory may become, at least 1; 1024 is published
 * @param totalTokens how many tokens are generated at most, at least 1: no step is begun whose full
 *     length would exceed it
 * @param temperature of the sampling, at least 0; 1 is published
 * @param ends where a step ends
 * @param concurrency how many steps are sampled, or scored, at once; at least 1
 * @param callLimit how long one step, or one score, may take; above 0. What takes longer is
 *     cancelled and dropped
 */
public record SearchSettings(
    int width,
    int depth,
    int stepTokens,
    int pathTokens,
    long totalTokens,
    double temperature,
    StepEnds ends,
    int concurrency,
    Duration callLimit) {

  /** Refuses values out of range, naming them. */
  public SearchSettings {
    atLeastOne("width", width);
    atLeastOne("depth", depth);
    atLeastOne("stepTokens", stepTokens);
    atLeastOne("pathTokens", pathTokens);
    atLeastOne("totalTokens", totalTokens);
    atLeastOne("concurrency", concurrency);
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be at least 0: " + temperature);
    }
    if (callLimit.isZero() || callLimit.isNegative()) {
      throw new IllegalArgumentException("callLimit must be above 0: " + callLimit);
    }
  }

  /**
   * Returns the published limits, steps that are paragraphs, no limit on all tokens together, 64
   * calls at once and a minute for each.
   */
  public static SearchSettings ofWidth(int width) {
    return new SearchSettings(
        width, 25, 256, 1024, Long.MAX_VALUE, 1.0, StepEnds.blankLine(), 64, Duration.ofMinutes(1));
  }

  /** Returns these settings with another depth. */
  public SearchSettings withDepth(int steps) {
    return new SearchSettings(
        width,
        steps,
        stepTokens,
        pathTokens,
        totalTokens,
        temperature,
        ends,
        concurrency,
        callLimit);
  }

  /** Returns these settings with other limits of tokens. */
  public SearchSettings withTokens(int perStep, int perPath, long inAll) {
    return new SearchSettings(
        width, depth, perStep, perPath, inAll, temperature, ends, concurrency, callLimit);
  }

  /** Returns these settings with another temperature. */
  public SearchSettings withTemperature(double newTemperature) {
    return new SearchSettings(
        width,
        depth,
        stepTokens,
        pathTokens,
        totalTokens,
        newTemperature,
        ends,
        concurrency,
        callLimit);
  }

  /** Returns these settings with other ends of steps. */
  public SearchSettings withEnds(StepEnds newEnds) {
    return new SearchSettings(
        width,
        depth,
        stepTokens,
        pathTokens,
        totalTokens,
        temperature,
        newEnds,
        concurrency,
        callLimit);
  }

  /** Returns these settings with other limits on calls. */
  public SearchSettings withCalls(int atOnce, Duration limit) {
    return new SearchSettings(
        width, depth, stepTokens, pathTokens, totalTokens, temperature, ends, atOnce, limit);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
