package dev.pith.verifier.answer;

import java.util.Arrays;

/** The pairs of curly brackets of a text; escaped ones are no brackets. Found in one pass. */
final class Braces {

  private static final int[] NONE = {};

  /** For each opening bracket the offset of its partner; 0 everywhere else. */
  private final int[] closeOf;

  Braces(String text) {
    int first = text.indexOf('{');
    closeOf = first < 0 ? NONE : new int[text.length()];
    int[] open = new int[16];
    int depth = 0;
    for (int i = Math.max(0, first); first >= 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        open = depth == open.length ? Arrays.copyOf(open, 2 * depth) : open;
        open[depth++] = i;
      } else if (c == '}' && depth > 0) {
        closeOf[open[--depth]] = i;
      }
    }
  }

  /** Returns the offset of the partner of the bracket that opens here, 0 when none does. */
  int close(int open) {
    return open < closeOf.length ? closeOf[open] : 0;
  }
}
