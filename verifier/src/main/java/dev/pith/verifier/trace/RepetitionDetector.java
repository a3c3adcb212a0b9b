package dev.pith.verifier.trace;

import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a trace runs in a loop.
 *
 * <p>It is fed with text, or with token ids where they are known; one way only. Text is read as
 * words: runs of characters that are not white space, cut after 16 characters and at full-width
 * punctuation. Words in a fenced code block are skipped, until the block has gone on for 1,024 of
 * them and was most likely never closed. Three detectors look at the words, each described with its
 * {@link Settings}. The first one to see a loop decides, by the very character (or token) that
 * completes its evidence; everything after is ignored.
 *
 * <p>It remembers the latest {@link Settings.Recall#memoryWords} words and 512 paragraphs: about
 * 150 KiB with the default settings, whatever the length of the trace. Instances serve one trace
 * and are not thread-safe.
 */
public final class RepetitionDetector {

  /*
   * TrimR [1] finds loops with a rolling hash over token ids and leaves window and count open. Here
   * all short periods are followed exactly and at once; what is longer, or repeats with small
   * changes, shows in how much of the latest text has been written before.
   *
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling
   * https://arxiv.org/abs/2505.17155
   */

  /**
   * A loop that was found. Offsets are UTF-16 units from the start of the text; they count tokens
   * instead when the detector is fed with {@link RepetitionDetector#onToken}.
   *
   * @param kind how it was found
   * @param periodWords words (or tokens) after which the text repeats, at least 1
   * @param startChar where the repeated passage begins for the first time, as far as remembered;
   *     exact for {@link Kind#PERIOD}, one period before the window of evidence for {@link
   *     Kind#RECALL}, that of the last paragraph of the evidence for {@link Kind#SEGMENT}
   * @param repeatChar where it begins again, greater than {@code startChar}: the text up to here
   *     holds the passage once
   * @param decidedAtChar how much had been read when the loop was found, greater than {@code
   *     repeatChar}
   */
  public record Loop(
      Kind kind, int periodWords, long startChar, long repeatChar, long decidedAtChar) {

    /** What gave a loop away. */
    public enum Kind {
      /** The same words in the same order, several times in a row. */
      PERIOD,
      /** Nearly all that is written has been there before. */
      RECALL,
      /** The same paragraphs several times. */
      SEGMENT
    }

    /** Refuses a loop without extent. */
    public Loop {
      if (periodWords < 1) {
        throw new IllegalArgumentException("periodWords must be at least 1: " + periodWords);
      }
      if (startChar < 0 || repeatChar <= startChar || decidedAtChar <= repeatChar) {
        throw new IllegalArgumentException(
            "startChar, repeatChar and decidedAtChar must grow: %d, %d, %d"
                .formatted(startChar, repeatChar, decidedAtChar));
      }
    }
  }

  /**
   * When repetition counts as a loop.
   *
   * @param periods exact repetition with a short period
   * @param recall copying with any period, exact or with small changes
   * @param paragraphs paragraphs that come back
   */
  public record Settings(Periods periods, Recall recall, Paragraphs paragraphs) {

    private static final int MAX_WORDS = 1_000_000;

    /**
     * Exact repetition: with some period, the last {@code repeats} periods are equal and cover
     * enough.
     *
     * @param minWords shortest period, at least 1; default 4
     * @param maxWords longest period, from {@code minWords} to 1,024; default 128
     * @param repeats equal periods in a row, 2 to 1,024; default 5
     * @param minCoverWords words that they cover together, 1 to 1,000,000; default 256
     * @param minPlainCoverWords the same for a period without a letter (rulers, tables, decimal
     *     expansions), which {@code minCoverWords} holds for too; default 512
     */
    public record Periods(
        int minWords, int maxWords, int repeats, int minCoverWords, int minPlainCoverWords) {

      /** Refuses what cannot be counted. */
      public Periods {
        atLeast("minWords", 1, minWords);
        within("maxWords", minWords, 1_024, maxWords);
        within("repeats", 2, 1_024, repeats);
        atLeast("minCoverWords", 1, minCoverWords);
        atLeast("minPlainCoverWords", 1, minPlainCoverWords);
      }
    }

    /**
     * Copying: a word is recalled if it ends a run of 8 words that stands earlier in the memory.
     * Either nearly all of a short window lies in long stretches of recalled words, or nearly all
     * words of a long window are recalled.
     *
     * @param memoryWords how far back the text is remembered, 64 to 1,000,000; default 4,000
     * @param stretchWords words without a change that make a stretch, 8 to 1,000,000; default 32
     * @param stretchWindowWords length of the short window, 1 to 1,000,000; default 576
     * @param stretchShare share of it that must lie in stretches, in (0, 1]; default 0.9
     * @param recallWindowWords length of the long window, 1 to 1,000,000; default 2,048
     * @param recallShare share of it that must be recalled, in (0, 1]; default 0.9
     */
    public record Recall(
        int memoryWords,
        int stretchWords,
        int stretchWindowWords,
        double stretchShare,
        int recallWindowWords,
        double recallShare) {

      /** Refuses what cannot be counted. */
      public Recall {
        atLeast("memoryWords", 64, memoryWords);
        atLeast("stretchWords", RecallDetector.RUN_WORDS, stretchWords);
        atLeast("stretchWindowWords", 1, stretchWindowWords);
        share("stretchShare", stretchShare);
        atLeast("recallWindowWords", 1, recallWindowWords);
        share("recallShare", recallShare);
      }
    }

    /**
     * Paragraphs that come back, in any order. A paragraph is a line; case and white space do not
     * count.
     *
     * @param minWords shorter paragraphs are not looked at, at least 1; default 20
     * @param repeats from which occurrence on a paragraph counts, at least 2; default 3
     * @param minRepeatedWords words in such paragraphs that make a loop, at least 1; default 768
     * @param windowWords among how many of the latest words, from {@code minRepeatedWords} to
     *     1,000,000; default 2,048
     */
    public record Paragraphs(int minWords, int repeats, int minRepeatedWords, int windowWords) {

      /** Refuses what cannot be counted. */
      public Paragraphs {
        atLeast("minWords", 1, minWords);
        atLeast("repeats", 2, repeats);
        atLeast("minRepeatedWords", 1, minRepeatedWords);
        atLeast("windowWords", minRepeatedWords, windowWords);
      }
    }

    /**
     * Returns the defaults: they leave alone a model that writes its solution out a second time.
     */
    public static Settings defaults() {
      return new Settings(
          new Periods(4, 128, 5, 256, 512),
          new Recall(4_000, 32, 576, 0.9, 2_048, 0.9),
          new Paragraphs(20, 3, 768, 2_048));
    }

    private static void atLeast(String name, int min, int value) {
      within(name, min, MAX_WORDS, value);
    }

    private static void within(String name, int min, int max, int value) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " must be in [" + min + ", " + max + "]: " + value);
      }
    }

    private static void share(String name, double value) {
      if (!(value > 0.0 && value <= 1.0)) {
        throw new IllegalArgumentException(name + " must be in (0, 1]: " + value);
      }
    }
  }

  private final PeriodDetector periods;
  private final RecallDetector recall;
  private final ParagraphDetector paragraphs;
  private final WordReader reader =
      new WordReader(
          new WordReader.Listener() {
            @Override
            public void onWord(int hash, int foldedHash, boolean hasLetter, long startChar) {
              paragraphs.onWord(foldedHash, startChar);
              RepetitionDetector.this.onWord(hash, hasLetter, startChar);
            }

            @Override
            public void onLineEnd() {
              endParagraph();
            }
          });

  /** Where the latest words begin, a ring. */
  private final long[] starts;

  private long words;
  private long chars;
  private @Nullable Loop loop;

  /** Creates a detector for one trace. */
  public RepetitionDetector(Settings settings) {
    periods = new PeriodDetector(settings.periods);
    recall = new RecallDetector(settings.recall);
    paragraphs = new ParagraphDetector(settings.paragraphs);
    starts = new long[1 + reachWords(settings)];
  }

  /** Reads the next piece of text. */
  public void onText(String text) {
    for (int i = 0; i < text.length(); i++) {
      onChar(text.charAt(i));
    }
  }

  /** Reads the next character. */
  public void onChar(char c) {
    chars++;
    if (loop == null) {
      reader.onChar(c);
    }
  }

  /**
   * Reads the next token, in place of text.
   *
   * @param tokenHash a token id, or a hash of a word
   * @return whether the trace runs in a loop
   */
  public boolean onToken(int tokenHash) {
    if (loop == null) {
      chars++;
      onWord(tokenHash, true, chars - 1);
    }
    return loop != null;
  }

  /** Returns the first loop that was found. */
  public Optional<Loop> loop() {
    return Optional.ofNullable(loop);
  }

  /** Returns how many words back a repeat can begin, or the memory if that is more. */
  private static int reachWords(Settings settings) {
    Settings.Periods p = settings.periods;
    Settings.Recall r = settings.recall;
    return IntStream.of(
            p.repeats * p.maxWords,
            p.minCoverWords,
            p.minPlainCoverWords,
            r.stretchWindowWords,
            r.recallWindowWords,
            r.memoryWords)
        .max()
        .getAsInt();
  }

  private void onWord(int hash, boolean hasLetter, long startChar) {
    starts[(int) (words % starts.length)] = startChar;
    words++;
    boolean periodic = periods.onToken(hash, hasLetter);
    boolean recalled = recall.onWord(hash);
    if (periodic) {
      found(Loop.Kind.PERIOD, periods.period(), periods.cover() - periods.period());
    } else if (recalled) {
      found(Loop.Kind.RECALL, recall.period(), recall.windowWords());
    }
  }

  private void endParagraph() {
    if (paragraphs.onEnd() && loop == null) {
      loop =
          new Loop(
              Loop.Kind.SEGMENT,
              paragraphs.period(),
              paragraphs.firstChar(),
              paragraphs.secondChar(),
              chars);
    }
  }

  /** Keeps the loop whose repeats are the last words. */
  private void found(Loop.Kind kind, int periodWords, int repeatedWords) {
    long repeatWord = Math.max(periodWords, words - repeatedWords);
    long startChar = startOf(repeatWord - periodWords);
    loop = new Loop(kind, periodWords, startChar, startOf(repeatWord), chars);
  }

  /** Returns where a word begins, or the oldest word that is remembered. */
  private long startOf(long word) {
    long oldest = Math.max(0, words - starts.length);
    return starts[(int) (Math.max(oldest, word) % starts.length)];
  }
}
