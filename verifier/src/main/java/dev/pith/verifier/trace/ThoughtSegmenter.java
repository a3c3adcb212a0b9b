package dev.pith.verifier.trace;

import dev.pith.verifier.Thought;
import java.util.List;

/**
 * Cuts the thinking of a model into thoughts while it streams.
 *
 * <p>A thought begins and ends with a character that is not white space; the white space between
 * two thoughts belongs to neither. A thought is reported by the very character that decides its
 * end, however the text is cut into pieces: the first character after a lexeme ({@link
 * Boundary#REFLECTION}) or the second line end ({@link Boundary#PARAGRAPH}). Line ends are {@code
 * \n}, {@code \r\n} and {@code \r}, with any spaces between; in a fenced code block nothing is a
 * boundary. What is left at the end of the trace is the last thought, however short.
 *
 * <p>Of the current thought only the last {@link Settings#maxTailChars} characters are kept (at
 * most twice as many for a while, and as much white space). Instances serve one trace and are not
 * thread-safe.
 */
public final class ThoughtSegmenter {

  /*
   * Thoughts are those of TrimR [1]: they end where a reflection opens a paragraph, and what they
   * found is read from their last sentences. The paper gives neither its whole list of lexemes nor
   * the number of sentences nor the length of a thought that is too short.
   *
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling
   * https://arxiv.org/abs/2505.17155
   */

  /** Receives the thoughts, in order. */
  public interface Listener {
    /**
     * A thought is complete. The call is made while the deciding character is read: {@link
     * ThoughtSegmenter#chars} counts up to and including that character.
     */
    void onThought(Thought thought);
  }

  /** Where a thought ends. */
  public enum Boundary {
    /** Before a paragraph that starts with a reflection lexeme (TrimR). */
    REFLECTION,
    /** At every blank line. */
    PARAGRAPH
  }

  /**
   * How thoughts are cut.
   *
   * @param boundary where a thought ends
   * @param lexemes words that open a reflection, compared with their case; each begins with a
   *     letter and stays on one line. {@link Boundary#REFLECTION} needs at least one, {@link
   *     Boundary#PARAGRAPH} ignores them.
   * @param minThoughtChars a thought shorter than this, in UTF-16 units, is merged into the next
   *     one; at least 0
   * @param tailSentences sentences in the tail of a thought, at least 1
   * @param maxTailChars longest tail in UTF-16 units, at least 2
   */
  public record Settings(
      Boundary boundary,
      List<String> lexemes,
      int minThoughtChars,
      int tailSentences,
      int maxTailChars) {

    /** The lexemes that TrimR names. */
    public static final List<String> FAITHFUL_LEXEMES = List.of("Wait", "But", "Alternatively");

    /** Lexemes that open a reflection in the traces of today's models. */
    public static final List<String> EXTENDED_LEXEMES =
        List.of(
            "Wait",
            "But",
            "Alternatively",
            "Hmm",
            "However",
            "Actually",
            "Hold on",
            "Let me check",
            "Let me recheck",
            "Let me re-check",
            "Let me double-check",
            "Let me double check",
            "Let me verify",
            "Another",
            "Maybe",
            "Perhaps");

    /** About 40 tokens of reasoning text. */
    private static final int DEFAULT_MIN_THOUGHT_CHARS = 120;

    private static final int DEFAULT_TAIL_SENTENCES = 4;

    /** About 400 tokens of reasoning text. */
    private static final int DEFAULT_MAX_TAIL_CHARS = 1_200;

    /** Copies the list and refuses what could never be a boundary. */
    public Settings {
      lexemes = List.copyOf(lexemes);
      if (boundary == Boundary.REFLECTION && lexemes.isEmpty()) {
        throw new IllegalArgumentException("REFLECTION needs at least one lexeme");
      }
      for (String lexeme : lexemes) {
        if (lexeme.isEmpty()
            || !Character.isLetter(lexeme.charAt(0))
            || lexeme.chars().anyMatch(c -> CodeFence.isLineEnd((char) c))) {
          throw new IllegalArgumentException(
              "a lexeme must begin with a letter and stay on one line: '" + lexeme + "'");
        }
      }
      if (minThoughtChars < 0) {
        throw new IllegalArgumentException(
            "minThoughtChars must be at least 0: " + minThoughtChars);
      }
      if (tailSentences < 1) {
        throw new IllegalArgumentException("tailSentences must be at least 1: " + tailSentences);
      }
      if (maxTailChars < 2) {
        throw new IllegalArgumentException("maxTailChars must be at least 2: " + maxTailChars);
      }
    }

    /** Returns the segmentation of TrimR, with our values where the paper gives none. */
    public static Settings faithful() {
      return new Settings(
          Boundary.REFLECTION,
          FAITHFUL_LEXEMES,
          DEFAULT_MIN_THOUGHT_CHARS,
          DEFAULT_TAIL_SENTENCES,
          DEFAULT_MAX_TAIL_CHARS);
    }

    /** Returns a segmentation into paragraphs. */
    public static Settings paragraphs() {
      return new Settings(
          Boundary.PARAGRAPH,
          List.of(),
          DEFAULT_MIN_THOUGHT_CHARS,
          DEFAULT_TAIL_SENTENCES,
          DEFAULT_MAX_TAIL_CHARS);
    }
  }

  private final Settings settings;
  private final Listener listener;
  private final CodeFence fence = new CodeFence();

  /** The end of the current thought. */
  private final StringBuilder text = new StringBuilder();

  /** White space after it. */
  private final StringBuilder gap = new StringBuilder();

  /** What may become a lexeme, at the start of a paragraph after the gap. */
  private final StringBuilder candidate = new StringBuilder();

  /** Where that begins. */
  private long candidateChar;

  private long chars;
  private long decidedAt;
  private int thoughts;

  /** Where the current thought begins; only valid if {@code text} is not empty. */
  private long startChar;

  /** Where its text ends so far. */
  private long endChar;

  private int lineEnds;
  private char previous = ' ';
  private boolean ended;

  /** Creates a segmenter for one trace. */
  public ThoughtSegmenter(Settings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** Reads the next piece of thinking. */
  public void onText(String text) {
    for (int i = 0; i < text.length(); i++) {
      onChar(text.charAt(i));
    }
  }

  /** Reads the next character of thinking. */
  public void onChar(char c) {
    if (ended) {
      throw new IllegalStateException("text after the end of the trace");
    }
    chars++;
    fence.onChar(c);
    if (candidate.isEmpty() || !onCandidate(c)) {
      if (Character.isWhitespace(c)) {
        onWhiteSpace(c);
      } else {
        onVisible(c);
      }
    }
    previous = c;
  }

  /** Ends the current thought here, however short, unless it is blank. */
  public void endHere() {
    if (!text.isEmpty()) {
      report();
    }
  }

  /** Ends the trace: what is left is the last thought, unless it is blank. */
  public void onEnd() {
    if (ended) {
      return;
    }
    ended = true;
    if (!candidate.isEmpty()) {
      settleCandidate(isLexeme());
    }
    if (!text.isEmpty()) {
      report();
    }
  }

  /** Returns how many characters have been read, in UTF-16 units. */
  public long chars() {
    return chars;
  }

  /** Returns how many characters had been read when the latest thought was reported; 0 if none. */
  public long decidedAt() {
    return decidedAt;
  }

  /** Returns how many characters are kept at present. */
  int heldChars() {
    return text.length() + gap.length() + candidate.length();
  }

  /** Goes on with what may become a lexeme; false if the character does not belong to it. */
  private boolean onCandidate(char c) {
    boolean complete = !Character.isLetter(c) && isLexeme();
    if (!complete) {
      candidate.append(c);
      if (startsLexeme()) {
        return true;
      }
      candidate.setLength(candidate.length() - 1);
    }
    settleCandidate(complete);
    return false;
  }

  private void settleCandidate(boolean lexeme) {
    if (lexeme) {
      endThought();
    }
    String word = candidate.toString();
    candidate.setLength(0);
    String visible = word.stripTrailing();
    closeGap(candidateChar);
    text.append(visible);
    endChar = candidateChar + visible.length();
    gap.append(word, visible.length(), word.length());
  }

  private boolean isLexeme() {
    return settings.lexemes.stream().anyMatch(lexeme -> lexeme.contentEquals(candidate));
  }

  private boolean startsLexeme() {
    String word = candidate.toString();
    return settings.lexemes.stream().anyMatch(lexeme -> lexeme.startsWith(word));
  }

  private void onWhiteSpace(char c) {
    boolean secondHalf = c == '\n' && previous == '\r';
    if (!text.isEmpty()) {
      gap.append(c);
      keepEnd(gap);
    }
    if (CodeFence.isLineEnd(c) && !secondHalf) {
      lineEnds++;
      if (settings.boundary == Boundary.PARAGRAPH && lineEnds == 2 && !fence.inside()) {
        endThought();
      }
    }
  }

  private void onVisible(char c) {
    boolean paragraph = lineEnds >= 2 && !fence.inside();
    lineEnds = 0;
    if (settings.boundary == Boundary.REFLECTION && paragraph && !text.isEmpty()) {
      candidate.append(c);
      candidateChar = chars - 1;
      if (startsLexeme()) {
        return;
      }
      candidate.setLength(0);
    }
    closeGap(chars - 1);
    text.append(c);
    endChar = chars;
  }

  private void closeGap(long visibleStartChar) {
    if (text.isEmpty()) {
      startChar = visibleStartChar;
    }
    text.append(gap);
    gap.setLength(0);
    keepEnd(text);
  }

  private void keepEnd(StringBuilder buffer) {
    if (buffer.length() > 2L * settings.maxTailChars) {
      buffer.delete(0, buffer.length() - settings.maxTailChars);
    }
  }

  private void endThought() {
    if (!text.isEmpty() && endChar - startChar >= settings.minThoughtChars) {
      report();
    }
  }

  private void report() {
    String tail = LastSentences.of(text, settings.tailSentences, settings.maxTailChars);
    Thought thought = new Thought(thoughts++, startChar, endChar, tail);
    decidedAt = chars;
    text.setLength(0);
    gap.setLength(0);
    listener.onThought(thought);
  }
}
