package dev.pith.verifier.answer;

import java.util.List;

/** Marks around an answer that are not part of it: emphasis, quotes, formula marks, full stops. */
final class Frames {

  private static final int MAX_FRAMES = 12;
  private static final String FENCE = "```";
  private static final List<String[]> PAIRS =
      List.of(
          new String[] {"$$", "$$"},
          new String[] {"$", "$"},
          new String[] {"\\(", "\\)"},
          new String[] {"\\[", "\\]"},
          new String[] {"**", "**"},
          new String[] {"*", "*"},
          new String[] {"__", "__"},
          new String[] {"`", "`"},
          new String[] {"\"", "\""},
          new String[] {"“", "”"},
          new String[] {"'", "'"});

  private Frames() {}

  /** Strips frames, closing punctuation and white space. */
  static String strip(String answer) {
    String text = answer.strip();
    for (int i = 0; i < MAX_FRAMES; i++) {
      String inner = withoutOne(text).strip();
      if (inner.length() == text.length()) {
        return text;
      }
      text = inner;
    }
    return text;
  }

  private static String withoutOne(String text) {
    if (text.startsWith(FENCE)) {
      int lineEnd = text.indexOf('\n');
      int close = text.lastIndexOf(FENCE);
      return lineEnd < 0 || close <= lineEnd ? text : text.substring(lineEnd, close);
    }
    for (String[] pair : PAIRS) {
      if (isFramed(text, pair[0], pair[1])) {
        return text.substring(pair[0].length(), text.length() - pair[1].length());
      }
    }
    boolean stop = text.endsWith(".") && !text.endsWith("..");
    return stop || text.endsWith(",") || text.endsWith(";")
        ? text.substring(0, text.length() - 1)
        : text;
  }

  private static boolean isFramed(String text, String open, String close) {
    return text.length() > open.length() + close.length()
        && text.startsWith(open)
        && text.indexOf(close, open.length()) == text.length() - close.length()
        && !text.endsWith("\\" + close);
  }

  /** Removes dollar signs in pairs, which mark mathematics; a single one marks an amount. */
  static String withoutDollarPairs(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int dollars = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '$' && (i == 0 || text.charAt(i - 1) != '\\')) {
        dollars++;
      } else {
        out.append(c);
      }
    }
    return dollars % 2 == 0 ? out.toString() : text;
  }
}
