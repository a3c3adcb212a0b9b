package dev.pith.plugin.rag;

import dev.pith.plugin.rag.ChunkSpans.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds blocks between separator lines. What stands before the first separator and behind the last
 * one may be more than a chunk, and is none.
 */
final class SeparatedChunks {
  private static final Pattern SEPARATOR =
      Pattern.compile("-{3,}|={3,}|\\*{3,}|#{3,}|_{3,}|\\+{3,}");

  private SeparatedChunks() {}

  /** Returns the blocks; none when there are fewer than two, or separators of several kinds. */
  static List<Span> in(String text, CodeFences fences) {
    List<Span> blocks = new ArrayList<>();
    String kind = "";
    int begin = -1;
    for (CodeFences.Line line : fences.lines()) {
      String stripped = line.of(text).strip();
      if (line.fenced() || !SEPARATOR.matcher(stripped).matches()) {
        continue;
      }
      if (!kind.isEmpty() && !kind.equals(stripped)) {
        return List.of();
      }
      kind = stripped;
      if (begin >= 0) {
        Span block = stripped(text, begin, line.start());
        if (block.start() == block.end()) {
          return List.of(); // an empty block: the lines mean something else
        }
        blocks.add(block);
      }
      begin = Math.min(line.end() + 1, text.length());
    }
    return blocks.size() >= 2 ? blocks : List.of();
  }

  private static Span stripped(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new Span(start, end);
  }
}
