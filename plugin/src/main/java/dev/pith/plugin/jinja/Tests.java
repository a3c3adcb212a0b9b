package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tests of values, as in {@code x is string}, where Jinjava's differ from Python's. */
final class Tests {

  private record PythonTest(String name, BiPredicate<@Nullable Object, @Nullable Object> rule)
      implements ExpTest {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean evaluate(
        @Nullable Object value, JinjavaInterpreter interpreter, @Nullable Object... arguments) {
      return rule.test(value, arguments.length == 0 ? null : arguments[0]);
    }
  }

  private Tests() {}

  /** Returns those that replace Jinjava's. */
  static List<ExpTest> all() {
    return List.of(
        of("none", value -> value == None.NONE),
        of("string", CharSequence.class::isInstance),
        of("mapping", Map.class::isInstance),
        of("number", value -> value instanceof Number || value instanceof Boolean),
        of("iterable", Tests::isIterable),
        of("sequence", Tests::isIterable),
        of("callable", PythonFunctions.Name.class::isInstance),
        of("true", value -> Objects.equals(value, true)),
        of("false", value -> Objects.equals(value, false)),
        new PythonTest("in", (value, in) -> PythonValues.contains(in, value)),
        new PythonTest(
            "sameas", (value, other) -> Objects.equals(Taint.plain(value), Taint.plain(other))),
        new PythonTest("eq", PythonValues::areEqual),
        new PythonTest("equalto", PythonValues::areEqual),
        new PythonTest("==", PythonValues::areEqual),
        new PythonTest("ne", (value, other) -> !PythonValues.areEqual(value, other)),
        new PythonTest("!=", (value, other) -> !PythonValues.areEqual(value, other)));
  }

  private static ExpTest of(String name, Predicate<@Nullable Object> rule) {
    return new PythonTest(name, (value, argument) -> rule.test(value));
  }

  /** What is not defined has no items, which is something else than not being iterable. */
  private static boolean isIterable(@Nullable Object value) {
    return value == null
        || value instanceof CharSequence
        || value instanceof Collection
        || value instanceof Map;
  }
}
