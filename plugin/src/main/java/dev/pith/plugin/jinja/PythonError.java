package dev.pith.plugin.jinja;

import jinjava.javax.el.ELException;

/**
 * What Python would throw where a template is evaluated. Jinjava passes exceptions of expressions
 * on as they are; others it puts into a format, where a percent sign would break them.
 */
final class PythonError extends ELException {

  private static final long serialVersionUID = 1L;

  private final boolean raised;

  PythonError(String message) {
    this(message, false);
  }

  /**
   * @param raised whether the template itself asked for it
   */
  PythonError(String message, boolean raised) {
    super(message);
    this.raised = raised;
  }

  boolean isRaised() {
    return raised;
  }
}
