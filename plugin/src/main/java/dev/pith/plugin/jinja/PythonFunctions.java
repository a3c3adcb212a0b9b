package dev.pith.plugin.jinja;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions that chat templates are given. */
final class PythonFunctions {

  /** A function where it is named and not called, as in {@code strftime_now is defined}. */
  record Name(String function) {}

  /** Those of Jinjava's functions that templates may use, unless one of here replaces them. */
  static final Set<String> OF_JINJAVA = Set.of("range", "namespace");

  private static final int MAX_RANGE = 100_000;

  private PythonFunctions() {}

  /** Returns those that are added to Jinjava's. */
  static List<ELFunctionDefinition> all() {
    return List.of(
        new ELFunctionDefinition(
            "", "raise_exception", PythonFunctions.class, "raiseException", Object.class),
        new ELFunctionDefinition(
            "", "strftime_now", PythonFunctions.class, "strftimeNow", Object.class),
        new ELFunctionDefinition("", "range", PythonFunctions.class, "range", Object[].class),
        new ELFunctionDefinition("", "dict", PythonFunctions.class, "dict", Object[].class));
  }

  /** Returns the names of all functions, to be bound as variables. */
  static Map<String, Object> names() {
    Map<String, Object> names = new LinkedHashMap<>();
    for (String name : List.of("raise_exception", "strftime_now", "dict", "range", "namespace")) {
      names.put(name, new Name(name));
    }
    return names;
  }

  /** The template itself refuses its input. */
  static Object raiseException(Object message) {
    throw new PythonError(PythonText.str(message), true);
  }

  static String strftimeNow(Object format) {
    PythonInterpreter interpreter = (PythonInterpreter) JinjavaInterpreter.getCurrent();
    return Strftime.format(PythonValues.need(format, "strftime_now"), interpreter.now());
  }

  /** Python's {@code range}, which is refused when it is so long that it must be a mistake. */
  static Object range(Object... bounds) {
    List<Long> given = new ArrayList<>();
    for (Object bound : bounds) {
      if (!(bound instanceof Long number)) {
        throw new PythonError("range needs whole numbers");
      }
      given.add(number);
    }
    if (given.isEmpty() || given.size() > 3) {
      throw new PythonError("range needs one to three numbers");
    }
    long start = given.size() > 1 ? given.get(0) : 0;
    long stop = given.get(given.size() > 1 ? 1 : 0);
    long step = given.size() > 2 ? given.get(2) : 1;
    if (step == 0) {
      throw new PythonError("the step of a range must not be 0");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      if (numbers.size() == MAX_RANGE) {
        throw new PythonError("range has more than " + MAX_RANGE + " numbers");
      }
      numbers.add(i);
    }
    return numbers;
  }

  static Object dict(Object... entries) {
    Map<String, Object> dict = new PythonDict();
    for (Object entry : entries) {
      if (entry instanceof NamedParameter parameter) {
        dict.put(parameter.getName(), parameter.getValue());
      } else if (entry instanceof Map<?, ?> map) {
        map.forEach((key, value) -> dict.put(PythonText.str(key), value));
      } else {
        throw new PythonError("dict needs maps or arguments by name");
      }
    }
    return dict;
  }
}
