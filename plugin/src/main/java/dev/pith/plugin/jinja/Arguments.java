package dev.pith.plugin.jinja;

import com.hubspot.jinjava.el.ext.NamedParameter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a method, a filter or a function is called with.
 *
 * @param callee its name
 * @param given by position
 * @param named by name
 */
record Arguments(String callee, List<@Nullable Object> given, Map<String, Object> named) {

  Arguments(String callee, List<@Nullable Object> given) {
    this(callee, given, Map.of());
    given.stream()
        .filter(NamedParameter.class::isInstance)
        .findFirst()
        .ifPresent(
            parameter -> {
              throw new PythonError(callee + " takes no argument by name");
            });
  }

  /** Returns an argument, or null when it is not given. */
  @Nullable Object at(int index, String name) {
    return index < given.size() ? given.get(index) : named.get(name);
  }

  @Nullable Object orElse(int index, Object otherwise) {
    return index < given.size() ? given.get(index) : otherwise;
  }

  /** Returns an argument that must be given. */
  Object need(int index) {
    Object value = index < given.size() ? given.get(index) : null;
    if (value == null) {
      throw new PythonError(callee + " lacks an argument, or it is not defined");
    }
    return value;
  }

  String needText(int index) {
    return PythonValues.need(need(index), callee);
  }

  /** Returns a text, or null when it is not given or None. */
  @Nullable String text(int index) {
    return index >= given.size() || given.get(index) == None.NONE ? null : needText(index);
  }

  /** Returns a text without marks. */
  String plainText(int index) {
    return Taint.plain(needText(index));
  }

  /** Returns one text or a list of them, without marks. */
  List<String> plainTexts(int index) {
    return need(index) instanceof List<?> list
        ? list.stream().map(item -> Taint.plain(PythonValues.need(item, callee))).toList()
        : List.of(plainText(index));
  }

  long number(int index, long otherwise) {
    if (index >= given.size()) {
      return otherwise;
    } else if (need(index) instanceof Number number) {
      return number.longValue();
    }
    throw new PythonError(callee + " needs a number");
  }

  PythonError unknown(String receiver) {
    return new PythonError(receiver + " has no method " + callee);
  }
}
