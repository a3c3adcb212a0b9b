package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.TemplateError;
import org.jspecify.annotations.Nullable;

/** Carries the first error of a rendering out of Jinjava, which would collect errors and go on. */
final class RenderFailure extends InterpretException {

  private static final long serialVersionUID = 1L;

  RenderFailure(String message, @Nullable Throwable cause, int line) {
    super(message, cause, line);
  }

  /** Returns the failure of an error. */
  static RenderFailure of(TemplateError error) {
    return of(error.getException(), error.getMessage(), error.getLineno());
  }

  /** Returns the failure that an exception is about. */
  static RenderFailure of(RuntimeException failure, int line) {
    return of(failure, String.valueOf(failure.getMessage()), line);
  }

  private static RenderFailure of(@Nullable Throwable exception, String message, int line) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof RenderFailure failure) {
        return failure;
      } else if (cause instanceof PythonError) {
        return new RenderFailure(String.valueOf(cause.getMessage()), cause, line);
      }
    }
    return new RenderFailure(message, exception, line);
  }

  JinjaException toJinjaException() {
    boolean raised = getCause() instanceof PythonError error && error.isRaised();
    return new JinjaException(String.valueOf(getMessage()), getLineNumber(), raised);
  }
}
