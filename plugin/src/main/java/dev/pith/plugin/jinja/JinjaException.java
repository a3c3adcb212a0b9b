package dev.pith.plugin.jinja;

/** A template that cannot be read, or not be rendered with what it was given. */
public final class JinjaException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final boolean raised;

  JinjaException(String message, int line) {
    this(message, line, false);
  }

  /**
   * @param line the line of the template, from 1; less where it is not known
   * @param raised whether the template itself found that it cannot render its input
   */
  JinjaException(String message, int line, boolean raised) {
    super(Taint.plain(line < 1 ? message : "line " + line + ": " + message));
    this.line = line;
    this.raised = raised;
  }

  /** Returns the line of the template, from 1; less where it is not known. */
  public int line() {
    return line;
  }

  /** Tells whether the template itself refused its input, by {@code raise_exception}. */
  public boolean isRaised() {
    return raised;
  }
}
