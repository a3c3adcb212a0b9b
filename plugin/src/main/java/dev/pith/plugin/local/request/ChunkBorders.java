package dev.pith.plugin.local.request;

import dev.pith.plugin.rag.ChunkFinder;
import dev.pith.plugin.rag.ChunkSpans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where retrieved chunks begin and end in a text. A chunk has its marker, such as the bullet
 * before it, and what follows it up to the next one; but not a marker that tells its place, such as
 * a running number: a chunk is the same text wherever it stands.
 */
final class ChunkBorders {

  /** A marker at the beginning of a line is at most so long. */
  private static final int MOST_MARKER_CHARS = 8;

  /** A paragraph that is an item of a list. */
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?:^|\\n\\n)((?:[-*\u2022]|\\[?\\d{1,3}[\\].)])\\s+\\S)");

  /** What a chunk may begin with: a tag, or a number with a word before it. */
  private static final Pattern MARK =
      Pattern.compile("\\s*(<[^<>]{1,500}>|(?:\\p{L}+\\s*)?[\\[(]?\\d{1,3}[\\]).:]+)\\s+");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private ChunkBorders() {}

  /**
   * Returns the borders of chunks in a text.
   *
   * @return [chunk]: its first character and the one behind its last; none when there are no chunks
   */
  static List<int[]> in(String text) {
    Optional<ChunkSpans> found = ChunkFinder.find(text);
    List<int[]> borders = found.isPresent() ? around(found.get()) : paragraphs(text);
    return withoutPlaces(text, borders);
  }

  /** Returns where each chunk starts, its marker included, and where the next one does. */
  private static List<int[]> around(ChunkSpans found) {
    String text = found.text();
    List<ChunkSpans.Span> spans = found.spans();
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      int line = text.lastIndexOf('\n', spans.get(i).start() - 1) + 1;
      boolean marker = spans.get(i).start() - line <= MOST_MARKER_CHARS;
      int before = i == 0 ? 0 : spans.get(i - 1).end();
      starts.add(marker ? Math.max(line, before) : spans.get(i).start());
    }
    return upToTheNext(text, starts, spans.get(spans.size() - 1).end());
  }

  /**
   * Returns paragraphs that begin with a bullet or a number. As nothing is moved here, this may
   * find more than what is safe to put in another order.
   */
  private static List<int[]> paragraphs(String text) {
    List<Integer> starts = new ArrayList<>();
    Matcher marker = PARAGRAPH.matcher(text);
    while (marker.find()) {
      starts.add(marker.start(1));
    }
    if (starts.size() < 2) {
      return List.of();
    }
    int blank = text.indexOf("\n\n", starts.get(starts.size() - 1));
    return upToTheNext(text, starts, blank < 0 ? text.length() : blank);
  }

  private static List<int[]> upToTheNext(String text, List<Integer> starts, int endOfLast) {
    int end = endOfLast;
    while (end < text.length() && text.charAt(end) == '\n') {
      end++;
    }
    List<int[]> borders = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int to = i + 1 < starts.size() ? starts.get(i + 1) : end;
      borders.add(new int[] {starts.get(i), to});
    }
    return borders;
  }

  /** Leaves markers out when those of all chunks count the chunks, from 0 or from 1. */
  private static List<int[]> withoutPlaces(String text, List<int[]> borders) {
    List<int[]> bare = new ArrayList<>();
    boolean fromZero = true;
    boolean fromOne = true;
    for (int[] border : borders) {
      Matcher mark = MARK.matcher(text).region(border[0], border[1]);
      if (!mark.lookingAt()) {
        return borders;
      }
      List<Integer> numbers = numbers(mark.group(1));
      fromZero &= numbers.contains(bare.size());
      fromOne &= numbers.contains(bare.size() + 1);
      bare.add(new int[] {mark.end(), border[1]});
    }
    return fromZero || fromOne ? bare : borders;
  }

  private static List<Integer> numbers(String mark) {
    return NUMBER
        .matcher(mark)
        .results()
        .map(found -> found.group().length() > 6 ? -1 : Integer.parseInt(found.group()))
        .toList();
  }
}
