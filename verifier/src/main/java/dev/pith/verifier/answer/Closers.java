package dev.pith.verifier.answer;

/**
 * Finds the closing marks of formulas.
 *
 * <p>Queries must come with growing offsets. Each kind of mark remembers where its last search
 * ended, so that all searches together pass over the text once.
 */
final class Closers {

  private static final int NONE = Integer.MAX_VALUE;

  private final String text;
  private int display = -1;
  private int round = -1;
  private int square = -1;
  private int inline = -1;
  private int lineEnd = -1;

  Closers(String text) {
    this.text = text;
  }

  /** Returns the offset of the next {@code $$}, or -1. */
  int display(int from) {
    display = display < from ? indexOf("$$", from) : display;
    return found(display);
  }

  /** Returns the offset of the next {@code \)}, or -1. */
  int round(int from) {
    round = round < from ? indexOf("\\)", from) : round;
    return found(round);
  }

  /** Returns the offset of the next {@code \]}, or -1. */
  int square(int from) {
    square = square < from ? indexOf("\\]", from) : square;
    return found(square);
  }

  /**
   * Returns the offset of the dollar sign that closes the one given, or -1 when that marks an
   * amount of money: the closing one follows no space, stands before no digit, and in the same
   * paragraph.
   */
  int inline(int open) {
    if (open + 1 >= text.length()
        || Character.isWhitespace(text.charAt(open + 1))
        || isPrice(open + 1)) {
      return -1;
    }
    if (lineEnd < open) {
      lineEnd = indexOf("\n", open);
    }
    if (inline <= open + 1) {
      inline = open + 2;
      while (inline < text.length() && !closesFormula(inline)) {
        inline++;
      }
      inline = inline < text.length() ? inline : NONE;
    }
    return inline < lineEnd ? found(inline) : -1;
  }

  /** Tells whether a number stands here, and after it a word or the end of a sentence. */
  private boolean isPrice(int from) {
    int end = from;
    while (end < text.length() && "0123456789.,".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    if (end == from) {
      return false;
    }
    boolean wordNext =
        end + 2 < text.length()
            && text.charAt(end) == ' '
            && Character.isLetter(text.charAt(end + 1))
            && Character.isLetter(text.charAt(end + 2));
    return wordNext || end == text.length() || text.charAt(end) == '\n';
  }

  private boolean closesFormula(int at) {
    return text.charAt(at) == '$'
        && text.charAt(at - 1) != '\\'
        && !Character.isWhitespace(text.charAt(at - 1))
        && !(at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)));
  }

  private int indexOf(String mark, int from) {
    int index = text.indexOf(mark, from);
    return index < 0 ? NONE : index;
  }

  private static int found(int index) {
    return index == NONE ? -1 : index;
  }
}
