package dev.pith.plugin.savings;

import dev.pith.plugin.savings.ShadowCheck.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what shadow checks have found and what they took. Thread-safe. */
final class ShadowCheckMeter {
  private final Map<Result, Long> results = new EnumMap<>(Result.class);
  private final Map<String, Long> failed = new TreeMap<>();
  private final Map<String, Long> notAsked = new TreeMap<>();
  private final TokenSum prompt = new TokenSum();
  private final TokenSum cached = new TokenSum();
  private final TokenSum output = new TokenSum();

  synchronized void add(ShadowCheck check) {
    results.merge(check.result(), 1L, Long::sum);
    switch (check.result()) {
      case FAILED -> failed.merge(check.reason(), 1L, Long::sum);
      case NOT_ASKED -> notAsked.merge(check.reason(), 1L, Long::sum);
      case SAME, CHANGED, UNDECIDED -> {}
    }
    if (check.asked()) {
      prompt.add(check.cost().prompt());
      cached.add(check.cost().cached());
      output.add(check.cost().output());
    }
  }

  /**
   * Returns what was found so far.
   *
   * @param share share of the answers that are checked
   */
  synchronized ShadowCheckReport report(double share) {
    long same = count(Result.SAME);
    long changed = count(Result.CHANGED);
    return new ShadowCheckReport(
        share,
        same + changed + count(Result.UNDECIDED) + count(Result.FAILED),
        same,
        changed,
        count(Result.UNDECIDED),
        new TreeMap<>(failed),
        new TreeMap<>(notAsked),
        same + changed == 0 ? null : Interval.ofShare(changed, same + changed),
        prompt.snapshot(),
        cached.snapshot(),
        output.snapshot());
  }

  private long count(Result result) {
    return results.getOrDefault(result, 0L);
  }
}
