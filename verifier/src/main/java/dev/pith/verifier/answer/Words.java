package dev.pith.verifier.answer;

import java.util.Set;
import java.util.regex.Pattern;

/** Lists of words, written as text. */
final class Words {

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern GAPS = Pattern.compile("[^\\p{L}]+");

  private Words() {}

  /** Returns the words of a list, which white space separates; none may stand in it twice. */
  static Set<String> of(String list) {
    return Set.of(SPACES.split(list.strip(), -1));
  }

  /** Returns the words of a text in order, the first of them perhaps empty. */
  static String[] split(String text) {
    return GAPS.split(text, -1);
  }
}
