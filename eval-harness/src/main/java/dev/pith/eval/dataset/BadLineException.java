package dev.pith.eval.dataset;

/** A line that cannot be read; the message says why and shows none of its text. */
public final class BadLineException extends Exception {
  private static final long serialVersionUID = 1L;

  BadLineException(String reason) {
    super(reason);
  }
}
