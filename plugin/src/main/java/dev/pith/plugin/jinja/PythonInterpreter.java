package dev.pith.plugin.jinja;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import java.time.Clock;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** A rendering: Jinjava's, but the first error ends it, and so does the last step allowed. */
final class PythonInterpreter extends JinjavaInterpreter {

  /** How many expressions one rendering may evaluate. */
  static final int MAX_STEPS = 2_000_000;

  private final Clock clock;
  private int steps;

  PythonInterpreter(Jinjava jinjava, Context context, JinjavaConfig config, Clock clock) {
    super(jinjava, context, config);
    this.clock = clock;
  }

  /** Returns the time that templates are told. */
  ZonedDateTime now() {
    return ZonedDateTime.now(clock);
  }

  @Override
  public @Nullable Object resolveELExpression(String expression, int line) {
    if (++steps > MAX_STEPS) {
      throw new PythonError("the template evaluates more than " + MAX_STEPS + " expressions");
    }
    return super.resolveELExpression(expression, line);
  }

  @Override
  public String getAsString(@Nullable Object value) {
    return PythonText.str(value);
  }

  @Override
  public void addError(@Nullable TemplateError error) {
    if (error != null) {
      throw RenderFailure.of(error);
    }
  }
}
