package dev.pith.eval.history;

import java.util.List;

/**
 * What came of one log, sent in one variant. Characters, not tokens.
 *
 * @param requests how many
 * @param thoughts messages with reasoning in the log
 * @param past those of them that a request carried as a part of an earlier turn
 * @param pruned those of them that were sent in short
 * @param readings what each request came to
 * @param violations what must never happen, and did
 */
record LogOutcome(
    int requests,
    int thoughts,
    int past,
    int pruned,
    List<PrefixCache.Reading> readings,
    List<ReplayCheck.Violation> violations) {

  /** Copies the lists. */
  LogOutcome {
    readings = List.copyOf(readings);
    violations = List.copyOf(violations);
  }

  /** Returns the characters of all prompts. */
  double promptChars() {
    return readings.stream().mapToLong(PrefixCache.Reading::chars).sum();
  }

  /**
   * Returns what all prompts cost, in computed characters.
   *
   * @param cachedPrice of a cached one, in [0, 1]
   */
  double cost(double cachedPrice) {
    return readings.stream()
        .mapToDouble(each -> each.chars() - (1 - cachedPrice) * each.cached())
        .sum();
  }

  /** Returns the same for a server that keeps prompts, and not what it has written. */
  double costOfPromptsKept(double cachedPrice) {
    return readings.stream()
        .mapToDouble(each -> each.chars() - (1 - cachedPrice) * each.cachedRead())
        .sum();
  }

  /** Returns how many requests left what the server had before its end. */
  long breaks() {
    return readings.stream().filter(PrefixCache.Reading::broken).count();
  }

  /** Returns the characters of earlier messages that were read again because of that. */
  double readAgain() {
    return readings.stream().mapToLong(PrefixCache.Reading::readAgain).sum();
  }
}
