package dev.pith.verifier.answer;

import org.jspecify.annotations.Nullable;

/** Reads {@code \boxed{..}} and {@code \fbox{..}}. */
final class Boxes {

  private static final String[] COMMANDS = {"\\boxed", "\\fbox"};

  private Boxes() {}

  static boolean any(String text) {
    return text.contains(COMMANDS[0]) || text.contains(COMMANDS[1]);
  }

  /** Returns what the last complete box of the text holds, or null when there is none. */
  static @Nullable String last(String text) {
    if (!any(text)) {
      return null;
    }
    Braces braces = new Braces(text);
    String last = null;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 1)) {
      int open = argument(text, at);
      int close = open < 0 ? 0 : braces.close(open);
      if (close > 0 && !text.substring(open + 1, close).isBlank()) {
        last = text.substring(open + 1, close).strip();
      }
    }
    return last;
  }

  /** Returns where the argument of a box command opens, or -1 when no such command stands here. */
  private static int argument(String text, int at) {
    for (String command : COMMANDS) {
      if (text.startsWith(command, at)) {
        int open = at + command.length();
        while (open < text.length() && text.charAt(open) == ' ') {
          open++;
        }
        return open;
      }
    }
    return -1;
  }
}
