package dev.pith.verifier.trace;

/**
 * Reads text as words while it streams.
 *
 * <p>A word is a run of characters that are not white space, cut after {@value #MAX_WORD_CHARS}
 * characters and after full-width punctuation, so that text without spaces has words too. Words in
 * a fenced code block are skipped, until the block has gone on for {@value #MAX_FENCE_WORDS} words:
 * then it was most likely never closed.
 */
final class WordReader {

  /** Receives the words, each while the character after it (or its last one) is read. */
  interface Listener {
    /**
     * A word is complete.
     *
     * @param hash hash of the word as it is written
     * @param foldedHash hash of the word without its case
     * @param hasLetter false for a word of digits and punctuation
     * @param startChar where it begins
     */
    void onWord(int hash, int foldedHash, boolean hasLetter, long startChar);

    /** A line ends. */
    void onLineEnd();
  }

  static final int MAX_WORD_CHARS = 16;
  static final int MAX_FENCE_WORDS = 1_024;

  private final Listener listener;
  private final CodeFence fence = new CodeFence();
  private long chars;
  private long startChar;
  private int wordChars;
  private int hash;
  private int foldedHash;
  private boolean hasLetter;
  private int fenceWords;

  WordReader(Listener listener) {
    this.listener = listener;
  }

  /** Reads the next character. */
  void onChar(char c) {
    boolean fenced = fence.inside();
    fence.onChar(c);
    chars++;
    if (Character.isWhitespace(c)) {
      endWord(fenced);
      if (CodeFence.isLineEnd(c)) {
        listener.onLineEnd();
      }
      return;
    }
    add(c);
    if (wordChars == MAX_WORD_CHARS || isFullWidthPunctuation(c)) {
      endWord(fenced);
    }
  }

  private void add(char c) {
    if (wordChars == 0) {
      startChar = chars - 1;
    }
    wordChars++;
    hash = 31 * hash + c;
    foldedHash = 31 * foldedHash + Character.toLowerCase(c);
    hasLetter |= Character.isLetter(c);
  }

  private void endWord(boolean fenced) {
    if (wordChars == 0) {
      return;
    }
    fenceWords = fenced ? fenceWords + 1 : 0;
    if (fenceWords == 0 || fenceWords > MAX_FENCE_WORDS) {
      listener.onWord(hash, foldedHash, hasLetter, startChar);
    }
    wordChars = 0;
    hash = 0;
    foldedHash = 0;
    hasLetter = false;
  }

  private static boolean isFullWidthPunctuation(char c) {
    boolean cjk = c >= '\u3001' && c <= '\u3003';
    boolean fullWidth = c >= '\uff01' && c <= '\uff1f';
    boolean fullWidthDigit = c >= '\uff10' && c <= '\uff19';
    return cjk || (fullWidth && !fullWidthDigit);
  }
}
