package dev.pith.plugin.rag;

import dev.pith.plugin.rag.ChunkSpans.Shape;
import dev.pith.plugin.rag.ChunkSpans.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds chunks of retrieved text in the usual shapes of prompts. It would rather find nothing than
 * something else: fewer than two chunks are none, and so is what can be read in two ways.
 */
public final class ChunkFinder {
  /** Shorter pieces are words of a sentence or fields of a form. */
  private static final int MIN_CHARS = 20;

  private ChunkFinder() {}

  /** Returns the chunks of a text; empty when there are none, or when that is not clear. */
  public static Optional<ChunkSpans> find(String text) {
    if (text.length() < 2 * MIN_CHARS) {
      return Optional.empty();
    }
    Optional<ChunkSpans> json = spans(text, JsonChunks.in(text), Shape.JSON);
    if (json.isPresent()) {
      return json;
    }
    Optional<CodeFences> fences = CodeFences.of(text);
    if (fences.isEmpty()) {
      return Optional.empty();
    }
    Optional<ChunkSpans> tags = spans(text, TaggedChunks.in(text, fences.get()), Shape.TAGS);
    if (tags.isPresent()) {
      return tags; // what stands in the elements is theirs, whatever it looks like
    }
    List<ChunkSpans> others = new ArrayList<>();
    spans(text, SeparatedChunks.in(text, fences.get()), Shape.SEPARATORS).ifPresent(others::add);
    spans(text, ListedChunks.numbered(text, fences.get()), Shape.NUMBERS).ifPresent(others::add);
    spans(text, ListedChunks.bulleted(text, fences.get()), Shape.BULLETS).ifPresent(others::add);
    return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
  }

  /**
   * Returns where chunks stand that a client has named.
   *
   * @return empty when one of them does not stand in the text, or twice, or in another one
   */
  static Optional<ChunkSpans> find(String text, List<String> named) {
    List<Span> spans = new ArrayList<>();
    for (String chunk : named) {
      int at = text.indexOf(chunk);
      if (at < 0 || text.indexOf(chunk, at + 1) >= 0) {
        return Optional.empty();
      }
      spans.add(new Span(at, at + chunk.length()));
    }
    spans.sort(Comparator.comparingInt(Span::start));
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).start() < spans.get(i - 1).end()) {
        return Optional.empty();
      }
    }
    return spans.size() < 2
        ? Optional.empty()
        : Optional.of(new ChunkSpans(text, spans, Shape.NAMED));
  }

  private static Optional<ChunkSpans> spans(String text, List<Span> found, Shape shape) {
    boolean good =
        found.size() >= 2
            && found.stream().allMatch(span -> span.end() - span.start() >= MIN_CHARS);
    return good ? Optional.of(new ChunkSpans(text, found, shape)) : Optional.empty();
  }
}
