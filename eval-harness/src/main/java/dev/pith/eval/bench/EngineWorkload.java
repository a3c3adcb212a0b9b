package dev.pith.eval.bench;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * What a decoder is timed with.
 *
 * @param vocabulary how many tokens the model has
 * @param promptTokens how long the prompt is
 * @param decodedTokens how many tokens follow it, one call each
 * @param recomputedTokens how many tokens of the prompt are recomputed in one call
 */
record EngineWorkload(int vocabulary, int promptTokens, int decodedTokens, int recomputedTokens) {
  private static final double RECOMPUTED_SHARE = 0.3;
  private static final long SEED = 3;

  /** Returns a workload that recomputes 30 % of its prompt. */
  static EngineWorkload of(int vocabulary, int promptTokens, int decodedTokens) {
    int recomputed = (int) Math.round(RECOMPUTED_SHARE * promptTokens);
    return new EngineWorkload(vocabulary, promptTokens, decodedTokens, recomputed);
  }

  /** Returns how many positions are in use at the end. */
  int positions() {
    return promptTokens + decodedTokens;
  }

  /** Returns the token at a position; any text would do, as the work does not depend on it. */
  int token(int position) {
    return (int) (position * 7919L % vocabulary);
  }

  /** Returns the positions to recompute, ascending, the last one of the prompt among them. */
  int[] recomputed() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    return IntStream.concat(
            IntStream.of(promptTokens - 1),
            random.ints(0, promptTokens - 1).distinct().limit(recomputedTokens - 1))
        .sorted()
        .toArray();
  }
}
