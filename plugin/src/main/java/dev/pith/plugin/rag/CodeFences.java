package dev.pith.plugin.rag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The lines of a text, and which of them stand in a fenced block of code. */
final class CodeFences {
  private final List<Line> lines;
  private final List<Integer> starts;

  private CodeFences(List<Line> lines) {
    this.lines = lines;
    this.starts = lines.stream().map(Line::start).toList();
  }

  /**
   * A line.
   *
   * @param start where it begins
   * @param end where its text ends; a line end may follow
   * @param fenced whether it is code, or the mark before or behind it
   */
  record Line(int start, int end, boolean fenced) {
    String of(String text) {
      return text.substring(start, end);
    }
  }

  /** Reads a text; empty when a block of code is not closed. */
  static Optional<CodeFences> of(String text) {
    List<Line> lines = new ArrayList<>();
    String open = "";
    int start = 0;
    while (start <= text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      String line = text.substring(start, end).strip();
      String mark = mark(line);
      boolean fenced = !open.isEmpty() || !mark.isEmpty();
      if (open.isEmpty()) {
        open = mark;
      } else if (mark.startsWith(open) && mark.equals(line)) {
        open = "";
      }
      lines.add(new Line(start, end, fenced));
      start = end + 1;
    }
    return open.isEmpty() ? Optional.of(new CodeFences(lines)) : Optional.empty();
  }

  List<Line> lines() {
    return lines;
  }

  /** Tells whether a place stands in code. */
  boolean covers(int place) {
    int at = Collections.binarySearch(starts, place);
    return lines.get(at >= 0 ? at : -at - 2).fenced;
  }

  private static String mark(String line) {
    int length = 0;
    while (length < line.length()
        && line.charAt(length) == line.charAt(0)
        && (line.charAt(0) == '`' || line.charAt(0) == '~')) {
      length++;
    }
    return length >= 3 ? line.substring(0, length) : "";
  }
}
