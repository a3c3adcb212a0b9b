package dev.pith.plugin.savings;

import java.util.OptionalLong;

/** A sum that also counts how many parts it knows. Not thread-safe. */
final class TokenSum {
  private long sum;
  private long known;
  private long unknown;

  void add(OptionalLong part) {
    if (part.isPresent()) {
      sum += part.getAsLong();
      known++;
    } else {
      unknown++;
    }
  }

  KnownSum snapshot() {
    return new KnownSum(sum, known, unknown);
  }
}
