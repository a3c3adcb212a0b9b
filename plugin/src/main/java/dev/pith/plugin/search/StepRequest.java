package dev.pith.plugin.search;

/**
 * How the next step is sampled.
 *
 * @param ends where it ends
 * @param maxTokens how long it may become, at least 1
 * @param temperature of the sampling, at least 0
 * @param seed the same seed gives the same step, where the model can do that
 */
public record StepRequest(StepEnds ends, int maxTokens, double temperature, long seed) {

  /** Refuses values out of range, naming them. */
  public StepRequest {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be at least 1: " + maxTokens);
    }
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be at least 0: " + temperature);
    }
  }
}
