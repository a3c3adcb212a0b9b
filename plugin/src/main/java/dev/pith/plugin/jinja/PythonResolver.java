package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys, items and loop counters, and calls methods: those that Python's values have and no
 * others. A template comes from a model file and cannot reach anything of Java.
 */
final class PythonResolver extends ELResolver {

  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    context.setPropertyResolved(true);
    return base == null ? null : PythonValues.attribute(base, property.toString());
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      @Nullable Object[] arguments) {
    context.setPropertyResolved(true);
    if (base instanceof Filter filter) {
      return filter.filter(
          arguments[0],
          (JinjavaInterpreter) arguments[1],
          (Object[]) arguments[2],
          (Map<String, Object>) arguments[3]);
    } else if (base instanceof ExpTest test) {
      JinjavaInterpreter interpreter = (JinjavaInterpreter) arguments[1];
      Object[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
      return test.evaluate(arguments[0], interpreter, rest) != method.equals("evaluateNegated");
    } else if (base == null) {
      throw new PythonError(method + " is called on what is not defined");
    }
    return PythonMethods.call(base, method.toString(), Arrays.asList(arguments));
  }

  @Override
  public Class<?> getType(ELContext context, @Nullable Object base, Object property) {
    context.setPropertyResolved(true);
    return Object.class;
  }

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
    context.setPropertyResolved(true);
    return true;
  }

  @Override
  public void setValue(ELContext context, @Nullable Object base, Object property, Object value) {
    throw new PythonError("a value cannot be changed");
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return Object.class;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return Collections.emptyIterator();
  }
}
