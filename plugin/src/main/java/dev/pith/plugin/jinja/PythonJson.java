package dev.pith.plugin.jinja;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values as {@code json.dumps} of Python writes them, which is what models were trained on. */
final class PythonJson {

  private final boolean ascii;
  private final boolean sorted;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param ascii whether other characters are written as escapes
   * @param sorted whether keys are put in order
   * @param indent what a level is indented by; null for everything in one line
   */
  PythonJson(
      boolean ascii,
      boolean sorted,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator) {
    this.ascii = ascii;
    this.sorted = sorted;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
  }

  /** Returns a value as JSON. */
  String write(@Nullable Object value) {
    write(value, 0);
    return out.toString();
  }

  private void write(@Nullable Object value, int level) {
    if (value instanceof Map<?, ?> map) {
      object(sorted ? new TreeMap<>(map) : map, level);
    } else if (value instanceof Collection<?> list) {
      array(list, level);
    } else if (value instanceof CharSequence text) {
      string(text.toString());
    } else if (value instanceof Double || value instanceof Float) {
      out.append(number(((Number) value).doubleValue()));
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else if (value == None.NONE) {
      out.append("null");
    } else {
      throw new PythonError(
          value == null ? "a value is not defined" : "a value is no JSON: " + value);
    }
  }

  private void object(Map<?, ?> map, int level) {
    out.append('{');
    for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<?, ?> entry = each.next();
      line(level + 1);
      string(PythonText.str(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue(), level + 1);
      out.append(each.hasNext() ? itemSeparator : "");
    }
    close('}', map.isEmpty(), level);
  }

  private void array(Collection<?> list, int level) {
    out.append('[');
    for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
      line(level + 1);
      write(each.next(), level + 1);
      out.append(each.hasNext() ? itemSeparator : "");
    }
    close(']', list.isEmpty(), level);
  }

  private void close(char bracket, boolean empty, int level) {
    if (!empty) {
      line(level);
    }
    out.append(bracket);
  }

  private void line(int level) {
    if (indent != null) {
      out.append('\n').append(indent.repeat(level));
    }
  }

  private static String number(double value) {
    String text = PythonText.number(value);
    return switch (text) {
      case "nan" -> "NaN";
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      default -> text;
    };
  }

  private void string(String text) {
    out.append('"');
    if (Taint.isIn(text)) {
      text.codePoints().forEach(this::character);
    } else {
      text.chars().forEach(this::character);
    }
    out.append('"');
  }

  /** Writes a char, or a code point that is marked. */
  private void character(int given) {
    int c = Taint.plain(given);
    int simple = "\"\\\b\f\n\r\t".indexOf(c);
    String escape =
        simple >= 0
            ? "\\" + "\"\\bfnrt".charAt(simple)
            : c < ' ' || (ascii && c > '~') ? escaped(c) : "";
    if (escape.isEmpty()) {
      out.appendCodePoint(given);
    } else {
      out.append(c == given ? escape : Taint.of(escape));
    }
  }

  private static String escaped(int c) {
    StringBuilder escaped = new StringBuilder();
    for (char unit : Character.toChars(c)) {
      escaped.append("\\u%04x".formatted((int) unit));
    }
    return escaped.toString();
  }
}
