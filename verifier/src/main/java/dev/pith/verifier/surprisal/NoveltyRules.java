package dev.pith.verifier.surprisal;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Scores steps by what their text brings, without any model: the share of a step's words that no
 * step before has, a number counting twice; half of that for a short step without a number, which
 * is often a hesitation.
 */
final class NoveltyRules {
  private static final int SHORT_WORDS = 8;

  private NoveltyRules() {}

  /** Returns the score of each step, in [0, 1]; 0 of one that says nothing new. */
  static double[] of(TraceSteps steps) {
    Set<String> known = new HashSet<>();
    double[] scores = new double[steps.size()];
    for (int step = 0; step < scores.length; step++) {
      Set<String> words = words(steps.text(step));
      double all = 0;
      double fresh = 0;
      boolean number = false;
      for (String word : words) {
        boolean digit = Character.isDigit(word.charAt(0));
        number |= digit;
        double weight = digit ? 2 : 1;
        all += weight;
        fresh += known.contains(word) ? 0 : weight;
      }
      boolean hesitates = !number && words.size() < SHORT_WORDS;
      scores[step] = all == 0 ? 0 : fresh / all * (hesitates ? 0.5 : 1);
      known.addAll(words);
    }
    return scores;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
    }
    return words;
  }
}
