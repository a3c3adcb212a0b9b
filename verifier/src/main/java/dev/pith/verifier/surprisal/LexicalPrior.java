package dev.pith.verifier.surprisal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the first word of a step alone tells of its surprise: the mean entropy of the model where it
 * began a step with that word, over 10 million tokens of one model [1].
 *
 * <p>A stand-in where no log-probabilities exist, and weaker. A word that was not met gets the
 * median of all.
 */
final class LexicalPrior {

  /*
   * [1] Pruning the Unsurprising: Efficient LLM Reasoning via First-Token Surprisal, section on
   * first tokens (DeepSeek-R1-Distill-Qwen-32B on AIME and LiveCodeBench).
   * https://arxiv.org/abs/2508.05988
   */

  /** The words with the highest mean entropy, in the paper's unit. */
  private static final Map<String, Double> HIGHEST =
      Map.ofEntries(
          Map.entry("perhaps", 2.02),
          Map.entry("what", 1.82),
          Map.entry("this", 1.75),
          Map.entry("looking", 1.67),
          Map.entry("alternative", 1.64),
          Map.entry("we", 1.64),
          Map.entry("once", 1.63),
          Map.entry("each", 1.62),
          Map.entry("suppose", 1.62),
          Map.entry("another", 1.60),
          Map.entry("the", 1.60),
          Map.entry("when", 1.59),
          Map.entry("because", 1.58),
          Map.entry("let", 1.55),
          Map.entry("in", 1.55),
          Map.entry("since", 1.54),
          Map.entry("at", 1.51),
          Map.entry("thus", 1.49),
          Map.entry("now", 1.47),
          Map.entry("after", 1.47));

  /** Frequent first words that are not among those: their entropy is no higher than the lowest. */
  private static final String[] LOWER = {
    "so",
    "wait",
    "but",
    "alternatively",
    "for",
    "then",
    "yes",
    "which",
    "if",
    "sample",
    "similarly",
    "compute"
  };

  private static final Map<String, Double> ENTROPIES = entropies();
  private static final double MEDIAN = median(ENTROPIES);

  private LexicalPrior() {}

  /** Returns the prior of each step. */
  static double[] of(TraceSteps steps) {
    double[] scores = new double[steps.size()];
    Arrays.setAll(scores, step -> ENTROPIES.getOrDefault(firstWord(steps, step), MEDIAN));
    return scores;
  }

  private static String firstWord(TraceSteps steps, int step) {
    String text = steps.text();
    int start = steps.startChar(step);
    while (start < steps.endChar(step) && !Character.isLetterOrDigit(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < steps.endChar(step) && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(start, end).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Double> entropies() {
    Map<String, Double> all = new HashMap<>(HIGHEST);
    double lowest = HIGHEST.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    for (String word : LOWER) {
      all.put(word, lowest);
    }
    return Map.copyOf(all);
  }

  private static double median(Map<String, Double> values) {
    double[] sorted = values.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
