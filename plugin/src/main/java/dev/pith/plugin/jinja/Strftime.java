package dev.pith.plugin.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Times as {@code strftime} of Python writes them, in English. */
final class Strftime {

  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('d', "dd"),
          Map.entry('e', "ppd"),
          Map.entry('D', "MM/dd/yy"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('f', "SSSSSS"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('j', "DDD"),
          Map.entry('m', "MM"),
          Map.entry('M', "mm"),
          Map.entry('p', "a"),
          Map.entry('S', "ss"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('y', "yy"),
          Map.entry('Y', "uuuu"),
          Map.entry('z', "xx"),
          Map.entry('Z', "zzz"));

  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char code = format.charAt(++i);
      boolean bare = code == '-' && i + 1 < format.length();
      code = bare ? format.charAt(++i) : code;
      out.append(code == '%' ? "%" : field(code, bare, time));
    }
    return out.toString();
  }

  /**
   * @param bare whether a number is written without leading zeros
   */
  private static String field(char code, boolean bare, ZonedDateTime time) {
    String pattern = PATTERNS.get(code);
    if (pattern == null) {
      throw new PythonError("strftime_now does not know %" + code);
    }
    String field = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    return bare ? field.replaceFirst("^[0 ]+(?=.)", "") : field;
  }
}
