package dev.pith.verifier.trace;

/**
 * Tells whether nearly all of the latest words have been written before, with any period and with
 * small changes.
 *
 * <p>A word is recalled if it ends a run of eight words that stands earlier in the memory. Two
 * windows are watched: a short one that asks for long unbroken stretches of recalled words (a
 * passage copied word by word), and a long one that asks for recalled words only (a passage copied
 * with changes).
 *
 * <p>It remembers the latest words and where their runs stood, in arrays of fixed size.
 */
final class RecallDetector {

  /*
   * Runs are looked up as in LZ77 compression: all runs with the same hash are chained, the latest
   * first, and a chain ends where it leaves the memory.
   */

  /** Words in a run. */
  static final int RUN_WORDS = 8;

  private static final int GOLDEN = 0x9E3779B9;

  private final RepetitionDetector.Settings.Recall settings;

  /** Hashes of the latest words, a ring. */
  private final int[] words;

  /** By hash of a run: one plus the index of the last word of the latest such run, or 0. */
  private final int[] latest;

  /** The same for the run before it with that hash; a ring beside {@code words}. */
  private final int[] earlier;

  private final SlidingCount stretches;
  private final SlidingCount recalls;
  private final int neededStretchWords;
  private final int neededRecallWords;
  private int count;
  private int recalledInARow;
  private int distance;
  private int windowWords;

  RecallDetector(RepetitionDetector.Settings.Recall settings) {
    this.settings = settings;
    words = new int[Integer.highestOneBit(settings.memoryWords() + RUN_WORDS - 1) * 2];
    latest = new int[words.length];
    earlier = new int[words.length];
    stretches = new SlidingCount(settings.stretchWindowWords());
    recalls = new SlidingCount(settings.recallWindowWords());
    neededStretchWords = needed(settings.stretchShare(), settings.stretchWindowWords());
    neededRecallWords = needed(settings.recallShare(), settings.recallWindowWords());
  }

  /** Reads the next word and returns whether the text goes round in circles. */
  boolean onWord(int hash) {
    words[slot(count)] = hash;
    int before = count + 1 < RUN_WORDS ? -1 : lookUp();
    boolean recalled = before >= 0;
    // The distance of a repeat is kept while it holds: a phrase may have stood nearer as well.
    if (recalled && (distance == 0 || words[slot(count - distance)] != hash)) {
      distance = count - before;
    }
    recalledInARow = recalled ? recalledInARow + 1 : 0;
    boolean inStretch = recalledInARow > settings.stretchWords() - RUN_WORDS;
    count++;
    if (stretches.add(inStretch) >= neededStretchWords) {
      windowWords = settings.stretchWindowWords();
    }
    if (recalls.add(recalled) >= neededRecallWords) {
      windowWords = settings.recallWindowWords();
    }
    return windowWords > 0;
  }

  /** Returns how many words back the text repeats. */
  int period() {
    return distance;
  }

  /** Returns how many of the latest words are known to be a repeat. */
  int windowWords() {
    return windowWords;
  }

  private static int needed(double share, int windowWords) {
    return (int) Math.ceil(share * windowWords);
  }

  /** Returns where the run that ends now stood last, or -1, and remembers it. */
  private int lookUp() {
    int hash = 0;
    for (int back = 0; back < RUN_WORDS; back++) {
      hash = hash * 31 + words[slot(count - back)];
    }
    int bucket = (hash * GOLDEN) >>> (1 + Integer.numberOfLeadingZeros(latest.length));
    int end = latest[bucket] - 1;
    while (isRemembered(end) && !isSameRun(end)) {
      end = earlier[slot(end)] - 1;
    }
    earlier[slot(count)] = latest[bucket];
    latest[bucket] = count + 1;
    return isRemembered(end) ? end : -1;
  }

  private boolean isRemembered(int end) {
    return end >= 0 && count - end <= settings.memoryWords();
  }

  private boolean isSameRun(int end) {
    for (int back = 0; back < RUN_WORDS; back++) {
      if (words[slot(end - back)] != words[slot(count - back)]) {
        return false;
      }
    }
    return true;
  }

  private int slot(int index) {
    return index & (words.length - 1);
  }
}
