package dev.pith.plugin.jinja;

import com.hubspot.jinjava.el.TruthyTypeConverter;
import org.jspecify.annotations.Nullable;

/** Converts values as Python does. */
final class PythonConverter extends TruthyTypeConverter {

  private static final long serialVersionUID = 1L;

  @Override
  protected Boolean coerceToBoolean(@Nullable Object value) {
    return PythonValues.isTrue(value);
  }

  @Override
  protected String coerceToString(@Nullable Object value) {
    return PythonText.str(value);
  }
}
