package dev.pith.plugin.rag;

import dev.pith.plugin.rag.ChunkSpans.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds elements of one name that follow each other, tags included. */
final class TaggedChunks {
  private static final Pattern TAG =
      Pattern.compile(
          "(?i)<(/?)(chunk|document|doc|context|passage|source|snippet|excerpt|item|result)"
              + "(\\s[^<>]{0,500})?>");

  private TaggedChunks() {}

  /** A tag that was found. */
  private record Tag(String name, boolean closes, int start, int end) {}

  /**
   * Returns the elements; none when there are fewer than two, when one is nested in another of its
   * name or not closed, or when something stands between two. Of elements in elements the outer
   * ones are meant, unless there is one only.
   */
  static List<Span> in(String text, CodeFences fences) {
    Map<String, List<Tag>> tags = new LinkedHashMap<>();
    Matcher matcher = TAG.matcher(text);
    while (matcher.find()) {
      if (!fences.covers(matcher.start()) && !isEmptyElement(matcher)) {
        String name = matcher.group(2).toLowerCase(Locale.ROOT);
        tags.computeIfAbsent(name, unseen -> new ArrayList<>())
            .add(new Tag(name, !matcher.group(1).isEmpty(), matcher.start(), matcher.end()));
      }
    }
    List<Span> outer = List.of();
    for (List<Tag> ofOneName : tags.values()) { // in the order in which they begin
      List<Span> elements = elements(text, ofOneName);
      if (outer.isEmpty()) {
        outer = elements;
      } else if (!elements.isEmpty() && end(elements) > end(outer)) {
        return List.of(); // two kinds beside each other
      }
    }
    return outer;
  }

  private static List<Span> elements(String text, List<Tag> tags) {
    List<Span> elements = new ArrayList<>();
    @Nullable Tag open = null;
    for (Tag tag : tags) {
      if (tag.closes == (open == null)) {
        return List.of(); // nested, or closed and never opened
      }
      if (open != null) {
        elements.add(new Span(open.start, tag.end));
      }
      open = tag.closes ? null : tag;
    }
    return open == null && elements.size() >= 2 && adjacent(text, elements) ? elements : List.of();
  }

  private static int end(List<Span> elements) {
    return elements.get(elements.size() - 1).end();
  }

  private static boolean isEmptyElement(Matcher tag) {
    return tag.group().endsWith("/>");
  }

  private static boolean adjacent(String text, List<Span> elements) {
    for (int i = 1; i < elements.size(); i++) {
      if (!text.substring(elements.get(i - 1).end(), elements.get(i).start()).isBlank()) {
        return false;
      }
    }
    return true;
  }
}
