package dev.pith.plugin.jinja;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python writes them. */
final class PythonText {

  private PythonText() {}

  /** Returns {@code str(value)}; nothing for null, which is what is not defined. */
  static String str(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof CharSequence text ? text.toString() : repr(value);
  }

  /** Returns {@code repr(value)}. */
  static String repr(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      return quoted(text.toString());
    } else if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof Collection<?> list) {
      return list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    }
    return String.valueOf(value);
  }

  /** Returns a floating-point number: the fewest digits, an exponent when it is large or small. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (digits.signum() == 0 || (exponent >= -4 && exponent < 16)) {
      String plain = digits.signum() == 0 ? "0" : digits.toPlainString();
      String sign = digits.signum() == 0 && 1 / value < 0 ? "-" : "";
      return sign + (plain.contains(".") ? plain : plain + ".0");
    }
    String mantissa = digits.movePointLeft(exponent).toPlainString();
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String quoted(String text) {
    String plain = Taint.plain(text);
    char quote = plain.contains("'") && !plain.contains("\"") ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            given -> {
              int c = Taint.plain(given);
              String escape = escape(c, quote);
              if (escape.isEmpty()) {
                quoted.appendCodePoint(given);
              } else {
                quoted.append(c == given ? escape : Taint.of(escape));
              }
            });
    return quoted.append(quote).toString();
  }

  /** Returns how a character is written, or nothing when it is written as it is. */
  private static String escape(int c, char quote) {
    int simple = "\n\r\t\\".indexOf(c);
    if (simple >= 0) {
      return "\\" + "nrt\\".charAt(simple);
    } else if (c == quote) {
      return "\\" + quote;
    }
    return c < ' ' || c == 0x7F ? "\\x%02x".formatted(c) : "";
  }
}
