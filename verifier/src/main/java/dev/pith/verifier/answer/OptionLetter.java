package dev.pith.verifier.answer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer that names an option by its letter.
 *
 * @param letter from A to Z
 * @param text the text of the option if the answer repeats it, as in {@code (B) red}; else empty
 */
record OptionLetter(char letter, String text) {

  private static final String[] NOUNS = {"option", "choice", "answer", "letter"};

  /**
   * Reads {@code B}, {@code (b)}, {@code B.}, {@code option B} or {@code B) red}; returns null when
   * the text, free of frames, is nothing like it.
   */
  static @Nullable OptionLetter parse(String text) {
    String value = withoutNoun(text);
    boolean framed = value.startsWith("(") || value.startsWith("[");
    int at = framed ? 1 : 0;
    if (at >= value.length() || !isLetter(value.charAt(at))) {
      return null;
    }
    char letter = Character.toUpperCase(value.charAt(at));
    String rest = value.substring(at + 1);
    if (rest.isEmpty()) {
      return framed ? null : new OptionLetter(letter, "");
    }
    char mark = rest.charAt(0);
    String after = rest.substring(1);
    if (framed ? mark != ')' && mark != ']' : ").:".indexOf(mark) < 0) {
      return null;
    }
    // A name such as "e.g." or "f(x)" is no option; a marked letter before a text must be plain.
    boolean separate = framed || mark == ')' || after.startsWith(" ");
    boolean plausible =
        after.isBlank() || (separate && (framed || Character.isUpperCase(value.charAt(at))));
    return plausible ? new OptionLetter(letter, after.strip()) : null;
  }

  private static String withoutNoun(String text) {
    for (String noun : NOUNS) {
      if (text.regionMatches(true, 0, noun, 0, noun.length())) {
        String rest = text.substring(noun.length());
        if (rest.startsWith(" ") || rest.startsWith("(")) {
          return rest.strip();
        }
      }
    }
    return text;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  @Override
  public String toString() {
    return text.isEmpty()
        ? String.valueOf(letter)
        : String.format(Locale.ROOT, "%c) %s", letter, text);
  }
}
