package dev.pith.plugin.rag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Chunks in a text: where they stand, and whether they may change places. What stands before,
 * between and behind them is never changed.
 *
 * @param text the whole text
 * @param spans where the chunks stand, in order, at least two, none empty
 * @param shape how they were found
 */
public record ChunkSpans(String text, List<Span> spans, Shape shape) {

  /** How chunks are written in a prompt. */
  public enum Shape {
    /** Elements such as {@code <document>}. */
    TAGS,
    /** Blocks between lines such as {@code ---}. */
    SEPARATORS,
    /** Paragraphs that begin with a number. */
    NUMBERS,
    /** Items of a list. */
    BULLETS,
    /** Elements of a JSON array. */
    JSON,
    /** The client has named them. */
    NAMED
  }

  /** Characters {@code [start, end)} of a text. */
  public record Span(int start, int end) {
    String of(String text) {
      return text.substring(start, end);
    }
  }

  /** Checks that the chunks are chunks of the text. */
  public ChunkSpans {
    spans = List.copyOf(spans);
    if (spans.size() < 2) {
      throw new IllegalArgumentException("there must be two chunks: " + spans.size());
    }
    int end = 0;
    for (Span span : spans) {
      if (span.start < end || span.end <= span.start || span.end > text.length()) {
        throw new IllegalArgumentException("chunks overlap or leave the text: " + spans);
      }
      end = span.end;
    }
  }

  List<String> chunks() {
    return spans.stream().map(span -> span.of(text)).toList();
  }

  /** Returns what stands before, between and behind the chunks: one more than there are chunks. */
  List<String> rests() {
    List<String> rests = new ArrayList<>();
    int end = 0;
    for (Span span : spans) {
      rests.add(text.substring(end, span.start));
      end = span.end;
    }
    rests.add(text.substring(end));
    return rests;
  }

  String head() {
    return text.substring(0, spans.get(0).start);
  }

  /** Tells whether the chunks may change places. */
  boolean movable() {
    List<String> rests = rests();
    return new HashSet<>(rests.subList(1, rests.size() - 1)).size() == 1
        && !ChunkOrderMeaning.hasMeaning(chunks());
  }

  /**
   * Returns the text with some of its chunks in another order.
   *
   * @param order indexes of chunks, each at most once
   * @param note what is added behind the last chunk, as a line of its own; empty for nothing
   */
  String arranged(List<Integer> order, String note) {
    List<String> rests = rests();
    List<String> chunks = chunks();
    StringBuilder out = new StringBuilder(text.length() + note.length() + 1);
    out.append(rests.get(0));
    for (int place = 0; place < order.size(); place++) {
      out.append(place == 0 ? "" : rests.get(1)).append(chunks.get(order.get(place)));
    }
    String behind = rests.get(rests.size() - 1);
    if (note.isEmpty()) {
      return out.append(behind).toString();
    }
    int at = placeOfNote(behind);
    out.append(behind, 0, at).append(shape == Shape.BULLETS ? "\n\n" : "\n").append(note);
    boolean lineEnds = at == behind.length() || behind.charAt(at) == '\n';
    return out.append(lineEnds ? "" : "\n").append(behind, at, behind.length()).toString();
  }

  /**
   * Returns where each chunk ends in the text with some of its chunks in another order.
   *
   * @param order as {@link #arranged} takes it
   */
  List<Integer> endsOf(List<Integer> order) {
    List<String> rests = rests();
    List<Integer> ends = new ArrayList<>();
    int end = rests.get(0).length();
    for (int place = 0; place < order.size(); place++) {
      Span span = spans.get(order.get(place));
      end += (place == 0 ? 0 : rests.get(1).length()) + span.end - span.start;
      ends.add(end);
    }
    return ends;
  }

  /** Returns where in the rest a line may begin that belongs to no chunk. */
  private int placeOfNote(String behind) {
    if (shape == Shape.JSON) {
      return behind.length();
    }
    if (shape != Shape.SEPARATORS) {
      return 0;
    }
    int separator = behind.length() - behind.stripLeading().length();
    int end = behind.indexOf('\n', separator);
    return end < 0 ? behind.length() : end;
  }
}
