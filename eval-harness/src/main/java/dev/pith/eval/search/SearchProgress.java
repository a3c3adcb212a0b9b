package dev.pith.eval.search;

import java.io.PrintWriter;

/** Tells on a terminal what is played, on one line that is written over. */
final class SearchProgress implements AutoCloseable {
  private static final int COLUMNS = 78;

  private final PrintWriter err;
  private final boolean isTerminal;

  SearchProgress(PrintWriter err, boolean isTerminal) {
    this.err = err;
    this.isTerminal = isTerminal;
  }

  void next(String name) {
    write(name);
  }

  @Override
  public void close() {
    write("");
    if (isTerminal) {
      err.print('\r');
      err.flush();
    }
  }

  private void write(String text) {
    if (isTerminal) {
      err.printf("\r%-" + COLUMNS + "." + COLUMNS + "s", text);
      err.flush();
    }
  }
}
