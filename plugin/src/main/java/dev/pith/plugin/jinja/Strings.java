package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.Collections;
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

  private static final Pattern LINE =
      Pattern.compile("([^\\n\\r]*)(?:\\r?\\n|\\r|(?<=[^\\n\\r])\\z)");

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
    TaintedText tainted = new TaintedText(text);
    String plain = tainted.plain();
    String given = characters == null ? "" : Taint.plain(characters);
    IntPredicate removed = characters == null ? Strings::isSpace : c -> given.indexOf(c) >= 0;
    int from = 0;
    int to = plain.length();
    while (left && from < to && removed.test(plain.codePointAt(from))) {
      from += Character.charCount(plain.codePointAt(from));
    }
    while (right && from < to && removed.test(plain.codePointBefore(to))) {
      to -= Character.charCount(plain.codePointBefore(to));
    }
    return tainted.cut(from, to);
  }

  /**
   * Splits a text.
   *
   * @param separator null for white space, of which none is left at the ends
   * @param limit how often at most; negative for no limit
   */
  static List<Object> split(String text, @Nullable String separator, long limit) {
    TaintedText tainted = new TaintedText(text);
    if (separator == null) {
      return words(tainted, limit);
    } else if (separator.isEmpty()) {
      throw new PythonError("split needs a separator that is not empty");
    }
    String plain = tainted.plain();
    String sought = Taint.plain(separator);
    List<Object> parts = new ArrayList<>();
    int from = 0;
    int at = plain.indexOf(sought);
    while (at >= 0 && parts.size() != limit) {
      parts.add(tainted.cut(from, at));
      from = at + sought.length();
      at = plain.indexOf(sought, from);
    }
    parts.add(tainted.from(from));
    return parts;
  }

  /** Splits a text at its last places, all of them when the limit is negative. */
  static List<Object> splitFromEnd(String text, @Nullable String separator, long limit) {
    if (separator == null || separator.isEmpty()) {
      List<Object> parts = split(text, separator, -1);
      if (limit < 0 || limit >= parts.size()) {
        return parts;
      }
      throw new PythonError("rsplit with a limit needs a separator");
    }
    TaintedText tainted = new TaintedText(text);
    String plain = tainted.plain();
    String sought = Taint.plain(separator);
    List<Object> parts = new ArrayList<>();
    int to = plain.length();
    int at = plain.lastIndexOf(sought);
    while (at >= 0 && parts.size() != limit) {
      parts.add(tainted.cut(at + sought.length(), to));
      to = at;
      at = plain.lastIndexOf(sought, to - sought.length());
    }
    parts.add(tainted.cut(0, to));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> words(TaintedText tainted, long limit) {
    String text = tainted.plain();
    List<Object> words = new ArrayList<>();
    int from = find(text, 0, Strings::isSpace, false);
    while (from < text.length() && words.size() != limit) {
      int to = find(text, from, Strings::isSpace, true);
      words.add(tainted.cut(from, to));
      from = find(text, to, Strings::isSpace, false);
    }
    if (from < text.length()) {
      words.add(tainted.from(from));
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

  /** Returns the lines of a text. */
  static List<Object> lines(String text) {
    TaintedText tainted = new TaintedText(text);
    List<Object> lines = new ArrayList<>();
    Matcher line = LINE.matcher(tainted.plain());
    while (line.find()) {
      lines.add(tainted.cut(line.start(1), line.end(1)));
    }
    return lines;
  }

  /** Returns the characters of a text. */
  static List<Object> characters(String text) {
    TaintedText tainted = new TaintedText(text);
    int[] starts = tainted.characters();
    List<Object> characters = new ArrayList<>();
    for (int i = 0; i + 1 < starts.length; i++) {
      characters.add(tainted.cut(starts[i], starts[i + 1]));
    }
    return characters;
  }

  /** Removes a beginning and an end where the text has them. */
  static String cut(String text, String prefix, String suffix) {
    TaintedText tainted = new TaintedText(text);
    String plain = tainted.plain();
    return tainted.cut(
        plain.startsWith(prefix) ? prefix.length() : 0,
        plain.length() - (plain.endsWith(suffix) ? suffix.length() : 0));
  }

  static String upper(String text) {
    return Taint.map(text, plain -> plain.toUpperCase(Locale.ROOT));
  }

  static String lower(String text) {
    return Taint.map(text, plain -> plain.toLowerCase(Locale.ROOT));
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
