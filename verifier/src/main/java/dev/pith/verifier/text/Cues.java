package dev.pith.verifier.text;

import java.util.Arrays;

/** Collects the numbers of the cues that hold, each once. Not thread-safe. */
final class Cues {

  /** The kinds of cue; each has {@value #VALUES} values for plain and as many for weak answers. */
  enum Kind {
    STRENGTH,
    HEDGED,
    SHAPE,
    BOXED,
    IN_QUESTION,
    LENGTH,
    ASKED_WORDS,
    NEW_WORDS,
    SAYS_ANSWER,
    SENTENCES_AFTER,
    POSITION,
    EQUAL_PLAIN,
    EQUAL_WEAK,
    EQUAL_SINCE,
    OTHER_PLAIN,
    SINCE_OTHER,
    OTHERS,
    RECENT,
    PREVIOUS
  }

  /** Where a word stands: each place has its own hashed words. */
  enum Place {
    STATEMENT,
    BEFORE,
    AFTER
  }

  private static final int VALUES = 32;
  private static final int HASHED_WORDS = 256;
  private static final int FIRST_WORD = Kind.values().length * 2 * VALUES;

  /** How many cues there are. */
  static final int SIZE = FIRST_WORD + Place.values().length * HASHED_WORDS;

  private final boolean strong;
  private int[] cues = new int[64];
  private int count;

  Cues(boolean strong) {
    this.strong = strong;
  }

  @SuppressWarnings("EnumOrdinal") // the weights are stored in the order of the kinds
  void add(Kind kind, int value) {
    put((2 * kind.ordinal() + (strong ? 1 : 0)) * VALUES + Math.min(value, VALUES - 1));
  }

  @SuppressWarnings("EnumOrdinal") // as above
  void addWord(Place place, String word) {
    int hash = word.hashCode() * 0x9E3779B9;
    put(FIRST_WORD + place.ordinal() * HASHED_WORDS + (hash >>> 24));
  }

  /** Returns the numbers of the cues, ascending, without repeats. */
  int[] toArray() {
    return Arrays.stream(cues, 0, count).sorted().distinct().toArray();
  }

  /** Returns how many of the ascending steps a number has reached. */
  static int step(double value, double... steps) {
    int reached = 0;
    while (reached < steps.length && value >= steps[reached]) {
      reached++;
    }
    return reached;
  }

  private void put(int cue) {
    if (count == cues.length) {
      cues = Arrays.copyOf(cues, 2 * count);
    }
    cues[count++] = cue;
  }
}
