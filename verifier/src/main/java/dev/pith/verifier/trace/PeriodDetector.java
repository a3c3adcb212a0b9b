package dev.pith.verifier.trace;

import java.util.Arrays;

/**
 * Tells whether a stream of tokens repeats with a short period, for all periods at once.
 *
 * <p>For each period {@code p} it counts how many of the latest tokens in a row equal the token
 * {@code p} before them. State is two small arrays per period.
 */
final class PeriodDetector {

  /*
   * The counters are updated without a branch, in one loop over arrays that run the same way, so
   * that the compiler can use vector instructions. Whether one of them has run far enough is looked
   * at only when that is possible: a counter that lacks n tokens cannot be full before n more.
   */

  /** How many tokens are copied at a time when the buffer is full. */
  private static final int SLIDE = 1_024;

  private final RepetitionDetector.Settings.Periods settings;
  private final int maxPeriod;

  /** The latest tokens; the one {@code p} back is at {@code end - p}. */
  private final int[] recent;

  /** Equal tokens in a row; index {@code k} belongs to period {@code maxPeriod - k}. */
  private final int[] runs;

  private final int[] neededRuns;
  private int end;
  private long tokens;
  private long lastLetter;
  private long nextCheck;
  private int period;
  private int cover;

  PeriodDetector(RepetitionDetector.Settings.Periods settings) {
    this.settings = settings;
    maxPeriod = settings.maxWords();
    recent = new int[maxPeriod + SLIDE];
    runs = new int[maxPeriod - settings.minWords() + 1];
    neededRuns = new int[runs.length];
    Arrays.setAll(
        neededRuns,
        k ->
            Math.max(
                (settings.repeats() - 1) * (maxPeriod - k),
                settings.minCoverWords() - (maxPeriod - k)));
    nextCheck = 1;
  }

  /**
   * Reads the next token.
   *
   * @param hasLetter false for a word of digits and punctuation
   * @return whether the stream repeats
   */
  boolean onToken(int token, boolean hasLetter) {
    update(token);
    if (end == recent.length) {
      System.arraycopy(recent, SLIDE, recent, 0, maxPeriod);
      end = maxPeriod;
    }
    recent[end++] = token;
    tokens++;
    if (hasLetter) {
      lastLetter = tokens;
    }
    return tokens >= nextCheck && check();
  }

  /** Returns the shortest period of the repetition, in tokens; 0 if none was found. */
  int period() {
    return period;
  }

  /** Returns how many tokens the repetition covers, the first period included. */
  int cover() {
    return cover;
  }

  private void update(int token) {
    int known = (int) Math.min(tokens, maxPeriod);
    int base = end - maxPeriod;
    for (int k = maxPeriod - known; k < runs.length; k++) {
      int difference = recent[base + k] ^ token;
      int differs = (difference | -difference) >> 31;
      runs[k] = (runs[k] + 1) & ~differs;
    }
  }

  private boolean check() {
    int nearest = Integer.MAX_VALUE;
    for (int k = runs.length - 1; k >= 0; k--) {
      int lacking = neededRuns[k] - runs[k];
      if (lacking <= 0 && !isTooPlain(maxPeriod - k, runs[k])) {
        period = maxPeriod - k;
        cover = runs[k] + period;
        return true;
      }
      nearest = Math.min(nearest, Math.max(1, lacking));
    }
    nextCheck = tokens + nearest;
    return false;
  }

  /** Returns whether the period holds no letter and covers too little for that. */
  private boolean isTooPlain(int candidatePeriod, int run) {
    return tokens - lastLetter >= candidatePeriod
        && run + candidatePeriod < settings.minPlainCoverWords();
  }
}
