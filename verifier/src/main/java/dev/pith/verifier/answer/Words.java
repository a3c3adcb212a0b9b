package dev.pith.verifier.answer;

import java.util.Set;
import java.util.regex.Pattern;

/** Lists of words, written as text. */
final class Words {

  private static final Pattern GAPS = Pattern.compile("[^\\p{L}\\p{N}'\\-→,;:?.]+");

  private Words() {}

  /** Returns the words of a text. */
  static Set<String> of(String text) {
    return Set.of(split(text.strip()));
  }

  /** Returns the words of a text in order. */
  static String[] split(String text) {
    return GAPS.split(text, -1);
  }
}
