package dev.pith.plugin.jinja;

import com.hubspot.jinjava.util.HasObjectTruthValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What Python says of values: truth, equality, length, items and slices. */
final class PythonValues {

  /** No text that a template makes may be longer, in characters. */
  static final int MAX_CHARS = 64 << 20;

  private PythonValues() {}

  /** Returns a value of JSON as templates see it: with None in the place of null. */
  static Object of(@Nullable Object json) {
    if (json == null) {
      return None.NONE;
    } else if (json instanceof Map<?, ?> map) {
      Map<String, Object> copy = new PythonDict();
      map.forEach((key, value) -> copy.put(String.valueOf(key), of(value)));
      return copy;
    } else if (json instanceof Collection<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(value -> copy.add(of(value)));
      return copy;
    } else if (json instanceof Integer || json instanceof Short || json instanceof Byte) {
      return ((Number) json).longValue();
    }
    return json;
  }

  /** Tells whether a value counts as true; what is not defined does not. */
  static boolean isTrue(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    } else if (value instanceof Number number) {
      return number.doubleValue() != 0;
    } else if (value instanceof CharSequence text) {
      return !text.isEmpty();
    } else if (value instanceof Collection<?> list) {
      return !list.isEmpty();
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    } else if (value instanceof HasObjectTruthValue object) {
      return object.getObjectTruthValue();
    }
    return value != null;
  }

  /** Tells whether two values are equal. */
  static boolean areEqual(@Nullable Object a, @Nullable Object b) {
    if (isNumber(a) && isNumber(b)) {
      return number(a) == number(b);
    } else if (a instanceof List<?> x && b instanceof List<?> y) {
      return areEqualLists(x, y);
    } else if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return x.size() == y.size()
          && x.keySet().stream()
              .map(Taint::plain)
              .allMatch(key -> y.containsKey(key) && areEqual(x.get(key), y.get(key)));
    }
    return Objects.equals(Taint.plain(a), Taint.plain(b));
  }

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  /** Returns a number as it is, and a truth value as 1 or 0. */
  static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : isTrue(value) ? 1 : 0;
  }

  private static boolean areEqualLists(List<?> a, List<?> b) {
    boolean equal = a.size() == b.size();
    for (int i = 0; equal && i < a.size(); i++) {
      equal = areEqual(a.get(i), b.get(i));
    }
    return equal;
  }

  /** Tells whether a container has an item, a map a key, a text a part. */
  static boolean contains(@Nullable Object container, @Nullable Object item) {
    if (container instanceof CharSequence text) {
      return Taint.plain(text.toString()).contains(Taint.plain(need(item, "in")));
    }
    return items(container).stream().anyMatch(each -> areEqual(each, item));
  }

  /** Returns what a value has under a name, or at an index; null when it has nothing there. */
  static @Nullable Object attribute(Object value, String given) {
    String name = Taint.plain(given);
    if (value instanceof Map<?, ?> map) {
      return map.get(name);
    } else if (value instanceof ForTag.Loop loop) {
      return loop.property(name);
    } else if (value instanceof List<?> || value instanceof CharSequence) {
      return name.matches("-?\\d{1,9}") ? item(value, Integer.parseInt(name)) : null;
    }
    return null;
  }

  /** Returns how many characters or items a value has. */
  static int length(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      String plain = Taint.plain(text.toString());
      return plain.codePointCount(0, plain.length());
    }
    return items(value).size();
  }

  /** Returns what a loop over a value goes through: items, keys, or characters. */
  static List<Object> items(@Nullable Object value) {
    if (value == null) {
      return List.of();
    } else if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    } else if (value instanceof Collection<?> list) {
      return new ArrayList<>(list);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return List.of(entry.getKey(), entry.getValue());
    } else if (value instanceof CharSequence text) {
      return Strings.characters(text.toString());
    }
    throw new PythonError(PythonText.repr(value) + " has no items");
  }

  /** Returns an item of a list or a character of a text; null when it has none there. */
  static @Nullable Object item(Object sequence, int index) {
    int from = index < 0 ? index + length(sequence) : index;
    if (from < 0 || from >= length(sequence)) {
      return null;
    } else if (sequence instanceof CharSequence text) {
      return slice(text, (long) from, from + 1L, null);
    }
    return items(sequence).get(from);
  }

  /**
   * Returns {@code sequence[start:stop:step]}, where null stands for what is left out; null, which
   * is not defined, when it is neither text nor list.
   */
  static @Nullable Object slice(
      @Nullable Object sequence, @Nullable Long start, @Nullable Long stop, @Nullable Long step) {
    if (sequence instanceof CharSequence text) {
      TaintedText tainted = new TaintedText(text.toString());
      int[] starts = tainted.characters();
      StringBuilder slice = new StringBuilder();
      indices(starts.length - 1, start, stop, step)
          .forEach(i -> slice.append(tainted.cut(starts[i], starts[i + 1])));
      return slice.toString();
    } else if (sequence instanceof Collection<?>) {
      List<Object> items = items(sequence);
      return indices(items.size(), start, stop, step)
          .mapToObj(items::get)
          .collect(Collectors.toCollection(ArrayList::new));
    }
    if (sequence == null) {
      throw new PythonError("a slice is cut from what is not defined");
    }
    return null;
  }

  private static IntStream indices(
      int size, @Nullable Long start, @Nullable Long stop, @Nullable Long step) {
    long by = step == null ? 1 : step;
    if (by == 0) {
      throw new PythonError("the step of a slice must not be 0");
    }
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? size : size - 1L;
    long from = start == null ? (by > 0 ? low : high) : bound(start, low, high, size);
    long to = stop == null ? (by > 0 ? high : low) : bound(stop, low, high, size);
    return LongStream.iterate(from, i -> by > 0 ? i < to : i > to, i -> i + by)
        .mapToInt(Math::toIntExact);
  }

  private static long bound(long given, long low, long high, int size) {
    return Math.max(low, Math.min(high, given < 0 ? given + size : given));
  }

  /** Returns a text that Python does not take anything else for. */
  static String need(@Nullable Object value, String what) {
    if (value instanceof CharSequence text) {
      return text.toString();
    }
    throw new PythonError(
        what + " needs a text: " + (value == null ? "it is not defined" : PythonText.repr(value)));
  }

  /** Returns a text, unless it is too long to go on with. */
  static String limited(long chars, Supplier<String> text) {
    if (chars > MAX_CHARS) {
      throw new PythonError("a text is longer than " + MAX_CHARS + " characters");
    }
    return text.get();
  }
}
