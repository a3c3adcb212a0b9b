package dev.pith.verifier.surprisal;

import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random traces for property tests, with steps that repeat and steps of code. */
final class RandomTraces {
  static final long SEED = Long.getLong("pith.test.seed", 20_261_130L);

  private static final List<String> STEPS =
      List.of(
          "So 4.",
          "Wait, that is wrong.",
          "Let me add 12 and 30: this gives 42.",
          "But then\nx = 7.",
          "The answer is 42.",
          "```\ncode\n\nmore\n```",
          "Hmm.",
          "\\boxed{17}");
  private static final List<String> GAPS = List.of("\n\n", "\n\n\n", "\n \n", "\r\n\r\n");

  private RandomTraces() {}

  static RandomGenerator random(long salt) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + salt);
  }

  static String trace(RandomGenerator random) {
    StringBuilder trace = new StringBuilder();
    int steps = random.nextInt(12);
    for (int i = 0; i < steps; i++) {
      trace.append(STEPS.get(random.nextInt(STEPS.size())));
      trace.append(GAPS.get(random.nextInt(GAPS.size())));
    }
    return trace.toString();
  }

  static BitSet subset(RandomGenerator random, int size) {
    BitSet subset = new BitSet(size);
    for (int i = 0; i < size; i++) {
      subset.set(i, random.nextBoolean());
    }
    return subset;
  }
}
