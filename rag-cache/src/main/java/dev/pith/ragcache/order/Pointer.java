package dev.pith.ragcache.order;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that stands for lines of an earlier passage.
 *
 * @param lines how many lines it stands for
 * @param source the name of the passage in which they stand
 * @param firstLine the number of the first of them there, from 1, as that passage is sent
 * @param quote the beginning of the first of them that has text
 */
record Pointer(int lines, String source, int firstLine, String quote) {
  private static final int QUOTE_CHARS = 80;
  private static final Pattern FORM =
      Pattern.compile(
          "\\[(\\d{1,9}) lines as in (message \\d{1,9}(?: part \\d{1,9})?) from line (\\d{1,9}) on:"
              + " \"(.*)\"]");

  /** Returns the pointer to lines of a passage. */
  static Pointer to(String source, String[] sourceLines, int first, int lines) {
    String quote = "";
    for (int i = first; i < first + lines && quote.isEmpty(); i++) {
      quote = cut(sourceLines[i].strip());
    }
    return new Pointer(lines, source, first + 1, quote);
  }

  /** Reads a line; empty when it is no pointer. */
  static Optional<Pointer> parse(String line) {
    Matcher form = FORM.matcher(line);
    return form.matches()
        ? Optional.of(
            new Pointer(
                Integer.parseInt(form.group(1)),
                form.group(2),
                Integer.parseInt(form.group(3)),
                form.group(4)))
        : Optional.empty();
  }

  private static String cut(String line) {
    if (line.length() <= QUOTE_CHARS) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(QUOTE_CHARS - 1)) ? QUOTE_CHARS - 1 : QUOTE_CHARS;
    return line.substring(0, end);
  }

  /** Returns the line. */
  @Override
  public String toString() {
    return "["
        + lines
        + " lines as in "
        + source
        + " from line "
        + firstLine
        + " on: \""
        + quote
        + "\"]";
  }
}
