package dev.pith.verifier.anchor;

/** The code fence that models like to put around a whole answer. */
final class Fences {
  private static final String FENCE = "```";

  private Fences() {}

  /** Returns an answer without white space and without a fence around it. */
  static String strip(String answer) {
    String text = answer.strip();
    if (text.startsWith(FENCE)) {
      int line = text.indexOf('\n');
      text = line < 0 ? "" : text.substring(line + 1);
    }
    return text.endsWith(FENCE)
        ? text.substring(0, text.length() - FENCE.length()).strip()
        : text.strip();
  }
}
