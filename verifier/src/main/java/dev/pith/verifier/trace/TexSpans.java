package dev.pith.verifier.trace;

/**
 * Tells, character by character, whether a text stands inside TeX that must not be torn apart:
 * {@code $..$}, {@code $$..$$}, {@code \(..\)}, {@code \[..\]} or {@code \boxed{..}}.
 *
 * <p>A blank line closes everything, as it does in TeX, so that an unclosed span does not swallow
 * the rest of a trace. State is a few counters.
 */
final class TexSpans {

  /*
   * A single dollar sign may also be a price. It opens a span only before text, and closes one only
   * after text; a number after it that stands alone before a word or at the end of a sentence was a
   * price after all.
   */

  private enum Span {
    NONE,
    DOLLAR,
    DOUBLE_DOLLAR,
    PAREN,
    BRACKET
  }

  private enum Price {
    NO,
    IN_NUMBER,
    AFTER_NUMBER
  }

  private static final String BOXED = "boxed{";

  private Span span = Span.NONE;
  private Price price = Price.NO;
  private char previous = ' ';
  private char beforeDollar;
  private boolean pendingDollar;
  private boolean escaped;
  private int boxedMatched = -1;
  private int boxedDepth;
  private boolean blankLine = true;

  /** Reads the next character and returns whether the text now stands inside a span. */
  boolean onChar(char c) {
    boolean spent = pendingDollar && onAfterDollar(c);
    if (!spent) {
      onPrice(c);
      if (escaped) {
        escaped = false;
        onEscaped(c);
      } else {
        onPlain(c);
      }
      onLine(c);
    }
    previous = c;
    return open();
  }

  /** Returns whether the text stands inside a span. */
  boolean open() {
    return span != Span.NONE || boxedDepth > 0 || pendingDollar;
  }

  /** Resolves a dollar sign by the character after it; true if that belongs to the sign. */
  private boolean onAfterDollar(char c) {
    pendingDollar = false;
    if (c == '$') {
      onDoubleDollar();
      return true;
    }
    boolean opening = !Character.isWhitespace(c) && ".,;:!?)".indexOf(c) < 0;
    boolean closing = span == Span.DOLLAR && !(opening && Character.isWhitespace(beforeDollar));
    if (closing) {
      span = Span.NONE;
    } else if (opening && (span == Span.NONE || span == Span.DOLLAR)) {
      span = Span.DOLLAR;
      price = isDigit(c) ? Price.IN_NUMBER : Price.NO;
    }
    return false;
  }

  private void onDoubleDollar() {
    if (span == Span.NONE) {
      span = Span.DOUBLE_DOLLAR;
    } else if (span == Span.DOUBLE_DOLLAR) {
      span = Span.NONE;
    }
  }

  private void onPrice(char c) {
    if (price == Price.NO || span != Span.DOLLAR) {
      price = Price.NO;
      return;
    }
    boolean white = Character.isWhitespace(c);
    boolean afterStop = ".!?".indexOf(previous) >= 0;
    boolean sentenceEnds = white && (afterStop || CodeFence.isLineEnd(c));
    if ((price == Price.IN_NUMBER && sentenceEnds)
        || (price == Price.AFTER_NUMBER && Character.isLetter(c))) {
      span = Span.NONE;
      price = Price.NO;
    } else if (white) {
      price = Price.AFTER_NUMBER;
    } else if (price == Price.AFTER_NUMBER || (!isDigit(c) && ".,!?".indexOf(c) < 0)) {
      price = Price.NO;
    }
  }

  private void onEscaped(char c) {
    switch (c) {
      case '(' -> enter(Span.PAREN);
      case ')' -> leave(Span.PAREN);
      case '[' -> enter(Span.BRACKET);
      case ']' -> leave(Span.BRACKET);
      case 'b' -> boxedMatched = 1;
      default -> boxedMatched = -1;
    }
  }

  private void onPlain(char c) {
    if (c == '\\') {
      escaped = true;
    } else if (c == '$') {
      pendingDollar = true;
      beforeDollar = previous;
    }
    if (boxedMatched > 0 && c == BOXED.charAt(boxedMatched)) {
      boxedMatched++;
      if (boxedMatched == BOXED.length()) {
        boxedDepth++;
        boxedMatched = -1;
      }
      return;
    }
    boxedMatched = -1;
    if (boxedDepth > 0) {
      boxedDepth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
  }

  private void onLine(char c) {
    boolean secondHalf = c == '\n' && previous == '\r';
    if (CodeFence.isLineEnd(c) && !secondHalf) {
      if (blankLine) {
        span = Span.NONE;
        boxedDepth = 0;
      }
      blankLine = true;
    } else if (!Character.isWhitespace(c)) {
      blankLine = false;
    }
  }

  private void enter(Span opened) {
    if (span == Span.NONE) {
      span = opened;
    }
  }

  private void leave(Span closed) {
    if (span == closed) {
      span = Span.NONE;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
