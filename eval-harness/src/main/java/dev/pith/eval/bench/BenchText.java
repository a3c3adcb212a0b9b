package dev.pith.eval.bench;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Made-up reasoning of any length that never settles and never repeats itself, so that a trimmer
 * reads all of it: short paragraphs of arithmetic, each with a value of its own.
 */
final class BenchText {
  private static final long SEED = 7;
  private static final String[] OPENINGS = {
    "Wait, ", "Alternatively, ", "Hmm, ", "Let me see: ", "Next, ", "But ", "Then ", "Now "
  };
  private static final String[] STEPS = {
    "multiplying %d by %d and taking away %d leaves %d for the next column",
    "the sum of %d and %d, less the carry of %d, comes to %d in this case",
    "if the side is %d and the height is %d, the border takes %d of the %d squares",
    "from %d cards in %d rows there are %d to turn over, which makes %d moves",
    "a train with %d seats in %d coaches and %d standing has room for %d people",
    "the remainder of %d after %d steps of %d is below the bound of %d"
  };
  private static final String[] CLOSINGS = {
    " So the value would be %d.", " That gives %d.", " Hence x = %d here.", " The total is %d."
  };

  private BenchText() {}

  /** Returns a text of at least that many characters; always the same one. */
  static String ofLength(int chars) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    StringBuilder text = new StringBuilder(chars + 512);
    while (text.length() < chars) {
      text.append(pick(OPENINGS, random));
      for (int sentences = random.nextInt(1, 4); sentences > 0; sentences--) {
        text.append(filled(pick(STEPS, random), random)).append(". ");
      }
      text.append(filled(pick(CLOSINGS, random), random)).append("\n\n");
    }
    return text.toString();
  }

  private static String pick(String[] choices, RandomGenerator random) {
    return choices[random.nextInt(choices.length)];
  }

  private static String filled(String template, RandomGenerator random) {
    String text = template;
    while (text.contains("%d")) {
      text = text.replaceFirst("%d", Integer.toString(random.nextInt(10, 1_000_000)));
    }
    return text;
  }
}
