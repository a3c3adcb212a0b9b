package dev.pith.verifier.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells whether much of the latest text consists of paragraphs that have stood there several times
 * before, in whatever order.
 *
 * <p>It remembers the paragraphs that were met last, up to a fixed number, by a hash of their
 * words.
 */
final class ParagraphDetector {

  private static final int MAX_PARAGRAPHS = 512;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** What is known of one paragraph. */
  private static final class Seen {
    private final long firstChar;
    private long secondChar;
    private long lastWord;
    private int times;

    Seen(long firstChar) {
      this.firstChar = firstChar;
      this.secondChar = firstChar;
    }
  }

  private final RepetitionDetector.Settings.Paragraphs settings;
  private final Map<Long, Seen> memory =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Seen> eldest) {
          return size() > MAX_PARAGRAPHS;
        }
      };

  private final SlidingCount repeatedWords;
  private long wordsSoFar;
  private long hash;
  private int words;
  private long startChar;
  private int period;
  private long firstChar;
  private long secondChar;

  ParagraphDetector(RepetitionDetector.Settings.Paragraphs settings) {
    this.settings = settings;
    repeatedWords = new SlidingCount(settings.windowWords());
  }

  /** Reads the next word of the paragraph. */
  void onWord(int wordHash, long wordStartChar) {
    if (words == 0) {
      startChar = wordStartChar;
    }
    hash = (hash ^ wordHash) * MULTIPLIER;
    hash ^= hash >>> 32;
    words++;
  }

  /** Ends the paragraph and returns whether the text goes round in circles. */
  boolean onEnd() {
    boolean repeated = words >= settings.minWords() && isRepeated();
    wordsSoFar += words;
    int marked = 0;
    for (int i = Math.min(words, settings.windowWords()); i > 0; i--) {
      marked = repeatedWords.add(repeated);
    }
    words = 0;
    hash = 0;
    return repeated && marked >= settings.minRepeatedWords();
  }

  /** Returns the distance between the last two occurrences of the paragraph, in words. */
  int period() {
    return period;
  }

  /** Returns where the paragraph first began, as far as remembered. */
  long firstChar() {
    return firstChar;
  }

  /** Returns where it began again. */
  long secondChar() {
    return secondChar;
  }

  /** Returns how many paragraphs are remembered. */
  int remembered() {
    return memory.size();
  }

  private boolean isRepeated() {
    Seen seen = memory.computeIfAbsent(hash, key -> new Seen(startChar));
    seen.times++;
    if (seen.times == 2) {
      seen.secondChar = startChar;
    }
    period = (int) Math.min(Integer.MAX_VALUE, wordsSoFar - seen.lastWord);
    seen.lastWord = wordsSoFar;
    firstChar = seen.firstChar;
    secondChar = seen.secondChar;
    return seen.times >= settings.repeats();
  }
}
