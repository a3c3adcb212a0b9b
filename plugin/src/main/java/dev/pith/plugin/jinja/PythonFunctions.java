package dev.pith.plugin.jinja;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions that chat templates are given. */
final class PythonFunctions {

  /** A function where it is named and not called, as in {@code strftime_now is defined}. */
  record Name(String function) {}

  /** Jinjava's functions that do what Jinja's do. */
  static final Set<String> OF_JINJAVA = Set.of("range", "namespace");

  private PythonFunctions() {}

  /** Returns those that are added to Jinjava's. */
  static List<ELFunctionDefinition> all() {
    return List.of(
        new ELFunctionDefinition(
            "", "raise_exception", PythonFunctions.class, "raiseException", Object.class),
        new ELFunctionDefinition(
            "", "strftime_now", PythonFunctions.class, "strftimeNow", Object.class),
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
