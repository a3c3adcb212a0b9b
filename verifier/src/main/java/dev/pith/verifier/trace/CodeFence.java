package dev.pith.verifier.trace;

/**
 * Tells, character by character, whether a Markdown text stands in a fenced code block.
 *
 * <p>A block begins with a line that starts with three or more backticks, after any indentation,
 * and holds no other backtick. It ends after a line that consists of at least as many. State is a
 * few counters.
 */
final class CodeFence {

  private static final int MIN_TICKS = 3;

  /** Backticks of the line that opened the block; 0 outside. */
  private int fence;

  /** Backticks at the start of this line. */
  private int ticks;

  private boolean atTicks = true;
  private boolean openedHere;
  private boolean blankAfterTicks = true;

  /** Reads the next character and returns whether the text now stands in a block. */
  boolean onChar(char c) {
    if (isLineEnd(c)) {
      endLine();
    } else if (atTicks && c == '`') {
      onTick();
    } else if (!Character.isWhitespace(c)) {
      atTicks = false;
      blankAfterTicks = false;
      if (openedHere && c == '`') {
        // A backtick after the opening ones: this is code in a line, not a block.
        fence = 0;
        openedHere = false;
      }
    } else if (ticks > 0) {
      atTicks = false;
    }
    return fence > 0;
  }

  /** Returns whether the text stands in a block. */
  boolean inside() {
    return fence > 0;
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private void onTick() {
    ticks++;
    if (openedHere) {
      fence = ticks;
    } else if (fence == 0 && ticks == MIN_TICKS) {
      fence = ticks;
      openedHere = true;
    }
  }

  private void endLine() {
    if (!openedHere && fence > 0 && ticks >= fence && blankAfterTicks) {
      fence = 0;
    }
    ticks = 0;
    atTicks = true;
    openedHere = false;
    blankAfterTicks = true;
  }
}
