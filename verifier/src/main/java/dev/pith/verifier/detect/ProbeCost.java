package dev.pith.verifier.detect;

import java.util.OptionalLong;

/**
 * What probes cost, in tokens of the model that was probed; each is empty when it is not known.
 *
 * @param prompt tokens of the prompts, cached ones included
 * @param cached those of them that came from a cache
 * @param output generated tokens
 */
public record ProbeCost(OptionalLong prompt, OptionalLong cached, OptionalLong output) {

  /** What no probe costs. */
  public static final ProbeCost NOTHING = of(0, 0, 0);

  /** What a probe costs of which nobody has told anything. */
  public static final ProbeCost UNKNOWN =
      new ProbeCost(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** Returns a cost of which everything is known. */
  public static ProbeCost of(long prompt, long cached, long output) {
    return new ProbeCost(OptionalLong.of(prompt), OptionalLong.of(cached), OptionalLong.of(output));
  }

  /** Returns both together; what is unknown of one is unknown of the sum. */
  public ProbeCost plus(ProbeCost other) {
    return new ProbeCost(
        sum(prompt, other.prompt), sum(cached, other.cached), sum(output, other.output));
  }

  /**
   * Returns the tokens that had to be computed: those of the prompts that came from no cache, and
   * the generated ones. A prompt of which nobody says how much was cached counts as not cached.
   */
  public OptionalLong computed() {
    return prompt.isPresent() && output.isPresent()
        ? OptionalLong.of(Math.max(0, prompt.getAsLong() - cached.orElse(0)) + output.getAsLong())
        : OptionalLong.empty();
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong two) {
    return one.isPresent() && two.isPresent()
        ? OptionalLong.of(one.getAsLong() + two.getAsLong())
        : OptionalLong.empty();
  }
}
