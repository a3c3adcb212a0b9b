package dev.pith.plugin.jinja;

import org.jspecify.annotations.Nullable;

/** A text that is read without the marks of {@link Taint}, and cut with them. */
final class TaintedText {

  private final String text;
  private final String plain;

  /** Where each char of the plain text, and its end, are in the text; null where they are equal. */
  private final int @Nullable [] offsets;

  TaintedText(String text) {
    this.text = text;
    this.plain = Taint.plain(text);
    this.offsets = Taint.isIn(text) ? offsets(text, plain.length()) : null;
  }

  /** Returns the text without marks; all indices are those of its chars. */
  String plain() {
    return plain;
  }

  /** Returns a part, with its marks. */
  String cut(int from, int to) {
    return offsets == null ? text.substring(from, to) : text.substring(offsets[from], offsets[to]);
  }

  String from(int from) {
    return cut(from, plain.length());
  }

  /** Returns where each character begins, and last the end. */
  int[] characters() {
    int[] starts = new int[plain.codePointCount(0, plain.length()) + 1];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = plain.offsetByCodePoints(starts[i - 1], 1);
    }
    return starts;
  }

  private static int[] offsets(String text, int length) {
    int[] offsets = new int[length + 1];
    int at = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      offsets[at++] = i;
      if (!Taint.is(c) && Character.charCount(c) == 2) {
        offsets[at++] = i + 1;
      }
      i += Character.charCount(c);
    }
    offsets[at] = text.length();
    return offsets;
  }
}
