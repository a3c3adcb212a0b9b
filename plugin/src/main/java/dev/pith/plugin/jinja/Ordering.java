package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters that put values in order, or look for equal ones. */
final class Ordering {

  private Ordering() {}

  /** Python's {@code sort(reverse, case_sensitive, attribute)}. */
  static List<Object> sort(@Nullable Object value, Arguments arguments) {
    List<Object> items = PythonValues.items(value);
    items.sort(
        order(
            arguments.at(1, "case_sensitive"),
            arguments.at(2, "attribute"),
            arguments.at(0, "reverse")));
    return items;
  }

  /** Python's {@code dictsort(case_sensitive, by, reverse)}: the entries as lists of two. */
  static List<Object> sortEntries(@Nullable Object value, Arguments arguments) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new PythonError("dictsort needs a map");
    }
    List<Object> pairs = PythonMethods.pairs(map);
    boolean byValue = PythonValues.areEqual(arguments.at(1, "by"), "value");
    pairs.sort(
        order(arguments.at(0, "case_sensitive"), byValue ? "1" : "0", arguments.at(2, "reverse")));
    return pairs;
  }

  /** Python's {@code unique(case_sensitive, attribute)}: the first of each. */
  static List<Object> unique(@Nullable Object value, Arguments arguments) {
    Object attribute = arguments.at(1, "attribute");
    boolean exact = PythonValues.isTrue(arguments.at(0, "case_sensitive"));
    Map<Object, Object> first = new LinkedHashMap<>();
    for (Object item : PythonValues.items(value)) {
      first.putIfAbsent(List.of(orUndefined(key(item, attribute, exact))), item);
    }
    return new ArrayList<>(first.values());
  }

  /** Python's {@code min} and {@code max}: null, which is not defined, when there are no items. */
  static @Nullable Object extreme(@Nullable Object value, Arguments arguments, boolean largest) {
    List<Object> items = PythonValues.items(value);
    Comparator<Object> order =
        order(arguments.at(0, "case_sensitive"), arguments.at(1, "attribute"), largest);
    return items.isEmpty() ? null : Collections.min(items, order);
  }

  private static Comparator<Object> order(
      @Nullable Object caseSensitive, @Nullable Object attribute, @Nullable Object reverse) {
    boolean exact = PythonValues.isTrue(caseSensitive);
    Comparator<Object> order =
        (a, b) -> compare(key(a, attribute, exact), key(b, attribute, exact));
    return PythonValues.isTrue(reverse) ? order.reversed() : order;
  }

  /** Returns what is compared of an item: texts without marks. */
  private static @Nullable Object key(Object item, @Nullable Object attribute, boolean exact) {
    Object value = attribute == null || attribute == None.NONE ? item : attribute(item, attribute);
    Object plain = Taint.plain(value);
    return plain instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : plain;
  }

  private static @Nullable Object attribute(Object item, Object path) {
    Object value = item;
    for (String name : Taint.plain(PythonText.str(path)).split("\\.", -1)) {
      value = value == null ? null : PythonValues.attribute(value, name);
    }
    return value;
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (PythonValues.isNumber(a) && PythonValues.isNumber(b)) {
      return Double.compare(PythonValues.number(a), PythonValues.number(b));
    } else if (a instanceof String x && b instanceof String y) {
      return Arrays.compare(x.codePoints().toArray(), y.codePoints().toArray());
    } else if (a instanceof List<?> x && b instanceof List<?> y) {
      for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
        int difference = compare(Taint.plain(x.get(i)), Taint.plain(y.get(i)));
        if (difference != 0) {
          return difference;
        }
      }
      return Integer.compare(x.size(), y.size());
    }
    throw new PythonError("values of different types have no order");
  }

  private static Object orUndefined(@Nullable Object value) {
    return value == null ? "" : value;
  }
}
