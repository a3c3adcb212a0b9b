package dev.pith.eval.report;

import java.io.PrintStream;

/**
 * Prints a text while it comes: indented, wrapped at words, dim on terminals that can; line ends
 * before its first word are left out.
 *
 * <p>It holds the word that is not complete yet. Every piece of output ends in the terminal's
 * normal state, so that nothing stays dim when the program is stopped.
 */
public final class LiveText {
  private static final String DIM = "\u001B[2m";
  private static final String NORMAL = "\u001B[0m";

  private final PrintStream out;
  private final boolean dim;
  private final String margin;
  private final int columns;
  private final StringBuilder word = new StringBuilder();
  private int column;
  private boolean begun;

  /**
   * Begins a text.
   *
   * @param dim whether the terminal may be told to print dimly
   * @param margin what stands at the beginning of each line
   * @param columns length of a line without its margin, at least 1
   */
  public LiveText(PrintStream out, boolean dim, String margin, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns must be at least 1: " + columns);
    }
    this.out = out;
    this.dim = dim;
    this.margin = margin;
    this.columns = columns;
  }

  /** Prints a further piece of the text, as far as its words are complete. */
  public void onText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        word.append(c);
        continue;
      }
      printWord();
      if (c == '\n' && begun) {
        endLine();
      }
    }
    out.flush();
  }

  /** Prints what is left and ends the line. */
  public void end() {
    printWord();
    if (column > 0) {
      endLine();
    }
    out.flush();
  }

  private void printWord() {
    if (word.length() == 0) {
      return;
    }
    if (column > 0 && column + 1 + word.length() > columns) {
      endLine();
    }
    begun = true;
    String before = column == 0 ? margin : " ";
    print(before + word);
    column += (column == 0 ? 0 : 1) + word.length();
    word.setLength(0);
  }

  private void endLine() {
    out.println(column == 0 ? margin.stripTrailing() : "");
    column = 0;
  }

  private void print(String text) {
    out.print(dim ? DIM + text + NORMAL : text);
  }
}
