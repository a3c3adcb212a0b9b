package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Marks every character of a text that came from somebody else, so that what a template makes of it
 * can be told from what the template itself wrote. Templates see the text as if it had no marks.
 */
public final class Taint {

  /*
   * Taint tracking at the level of characters: a char c becomes the code point F0000 + c, in a
   * private plane of Unicode. Joining, cutting, repeating and turning round keep the marks without
   * knowing of them. What compares, searches, measures or escapes a text reads it without marks
   * (TaintedText) and cuts or marks the result. An operation that knew nothing of marks would find
   * nothing in a marked text; it could not remove a mark, since no case or number has anything to do
   * with that plane.
   *
   * Only characters have marks: a number, a length or a truth value that depends on a text has none.
   * A character of that plane in a text of somebody else is two chars, and becomes two marked ones;
   * one that stands in the template counts as marked.
   */

  private static final int PLANE = 0xF0000;
  private static final char FIRST_HIGH = '\uDB80';
  private static final char LAST_HIGH = '\uDBBF';

  /**
   * A part of a text.
   *
   * @param text without marks, not empty
   * @param tainted whether somebody else wrote it
   */
  public record Run(String text, boolean tainted) {}

  private Taint() {}

  /** Returns a value of JSON with all characters of its texts and of its names marked. */
  public static @Nullable Object of(@Nullable Object json) {
    if (json instanceof String text) {
      return of(text);
    } else if (json instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, value) -> copy.put(of(String.valueOf(name)), of(value)));
      return copy;
    } else if (json instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(value -> copy.add(of(value)));
      return copy;
    }
    return json;
  }

  /** Returns a text with all its characters marked. */
  public static String of(String text) {
    StringBuilder marked = new StringBuilder(2 * text.length());
    text.chars().forEach(c -> marked.appendCodePoint(PLANE + c));
    return marked.toString();
  }

  /** Returns a rendered text in runs of marked characters and of others, in turns. */
  public static List<Run> runs(String rendered) {
    List<Run> runs = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < rendered.length(); at = next(rendered, at)) {
      boolean tainted = is(rendered.codePointAt(at));
      if (at > 0 && tainted != is(rendered.codePointAt(from))) {
        runs.add(new Run(plain(rendered.substring(from, at)), !tainted));
        from = at;
      }
    }
    if (from < rendered.length()) {
      boolean tainted = is(rendered.codePointAt(from));
      runs.add(new Run(plain(rendered.substring(from)), tainted));
    }
    return runs;
  }

  /** Returns a text without marks. */
  static String plain(String text) {
    if (!isIn(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.appendCodePoint(plain(c)));
    return plain.toString();
  }

  /** Returns a value without marks if it is a text, else itself. */
  static @Nullable Object plain(@Nullable Object value) {
    return value instanceof CharSequence text ? plain(text.toString()) : value;
  }

  /** Returns a character without its mark; half of one where a text had a pair of chars. */
  static int plain(int c) {
    return is(c) ? c - PLANE : c;
  }

  static boolean is(int c) {
    return c >>> 16 == PLANE >>> 16;
  }

  /** Tells whether any character is marked. */
  static boolean isIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_HIGH && text.charAt(i) <= LAST_HIGH) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a change makes of a text: marked all over if any character was. */
  static String map(String text, UnaryOperator<String> change) {
    return isIn(text) ? of(change.apply(plain(text))) : change.apply(text);
  }

  private static int next(String text, int at) {
    return at + Character.charCount(text.codePointAt(at));
  }
}
