package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Python's texts can do and Java's cannot, or do in another way. */
final class Strings {

  private static final Pattern WORD =
      Pattern.compile("[^-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);

  private Strings() {}

  /** Tells whether Python counts a character as white space. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /**
   * Removes characters at the ends.
   *
   * @param characters those to remove; null for white space
   */
  static String strip(String text, @Nullable String characters, boolean left, boolean right) {
    IntPredicate removed = characters == null ? Strings::isSpace : c -> characters.indexOf(c) >= 0;
    int from = 0;
    int to = text.length();
    while (left && from < to && removed.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && from < to && removed.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /**
   * Splits a text.
   *
   * @param separator null for white space, of which none is left at the ends
   * @param limit how often at most; negative for no limit
   */
  static List<Object> split(String text, @Nullable String separator, long limit) {
    if (separator == null) {
      return words(text, limit);
    } else if (separator.isEmpty()) {
      throw new PythonError("split needs a separator that is not empty");
    }
    List<Object> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && parts.size() != limit) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** Splits a text, the last places first when there is a limit. */
  static List<Object> splitFromEnd(String text, @Nullable String separator, long limit) {
    List<Object> parts = split(text, separator, -1);
    if (limit < 0 || limit >= parts.size()) {
      return parts;
    } else if (separator == null) {
      throw new PythonError("rsplit with a limit needs a separator");
    }
    int first = parts.size() - (int) limit;
    List<Object> joined = new ArrayList<>();
    joined.add(join(separator, parts.subList(0, first)));
    joined.addAll(parts.subList(first, parts.size()));
    return joined;
  }

  private static List<Object> words(String text, long limit) {
    List<Object> words = new ArrayList<>();
    int from = find(text, 0, Strings::isSpace, false);
    while (from < text.length() && words.size() != limit) {
      int to = find(text, from, Strings::isSpace, true);
      words.add(text.substring(from, to));
      from = find(text, to, Strings::isSpace, false);
    }
    if (from < text.length()) {
      words.add(text.substring(from));
    }
    return words;
  }

  /** Returns where the next character is that is, or is not, of a kind. */
  private static int find(String text, int from, IntPredicate kind, boolean is) {
    int at = from;
    while (at < text.length() && kind.test(text.codePointAt(at)) != is) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /** Replaces the first places, all of them when the limit is negative. */
  static String replace(String text, String old, String with, long limit) {
    if (old.isEmpty()) {
      throw new PythonError("replace needs a text to replace that is not empty");
    }
    return join(with, split(text, old, limit));
  }

  /** Joins texts. */
  static String join(String separator, List<?> parts) {
    List<String> texts = parts.stream().map(part -> PythonValues.need(part, "join")).toList();
    long chars = texts.stream().mapToLong(String::length).sum();
    return PythonValues.limited(
        chars + (long) separator.length() * texts.size(), () -> String.join(separator, texts));
  }

  /** Returns an index in characters, given one in chars; -1 stays. */
  static long characters(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }

  static String capitalize(String text) {
    int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      title.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return title.toString();
  }

  /** Capitalizes what follows white space, a hyphen, or an opening bracket. */
  static String titleWords(String text) {
    return WORD.matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(capitalize(word.group())));
  }

  /** Tells whether a text is not empty and all its characters are of a kind. */
  static boolean all(String text, IntPredicate kind) {
    return !text.isEmpty() && text.codePoints().allMatch(kind);
  }

  static boolean any(String text, IntPredicate kind) {
    return text.codePoints().anyMatch(kind);
  }
}
