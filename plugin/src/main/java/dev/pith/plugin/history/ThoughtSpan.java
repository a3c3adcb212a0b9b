package dev.pith.plugin.history;

import dev.pith.verifier.trace.ThinkTags;
import java.util.Optional;

/**
 * Where a thought stands in a text that begins with it, between think tags.
 *
 * @param start its first character that is not white space
 * @param end behind its last one
 */
public record ThoughtSpan(int start, int end) {

  /** Returns the thought that a text begins with; empty when there is none, or a blank one. */
  public static Optional<ThoughtSpan> in(String text) {
    int begin = 0;
    while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
      begin++;
    }
    for (ThinkTags tags : ThinkTags.KNOWN) {
      int start = begin + tags.start().length();
      int end = text.startsWith(tags.start(), begin) ? text.indexOf(tags.end(), start) : -1;
      if (end >= 0) {
        return trimmed(text, start, end);
      }
    }
    return Optional.empty();
  }

  private static Optional<ThoughtSpan> trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return start == end ? Optional.empty() : Optional.of(new ThoughtSpan(start, end));
  }

  /** Returns the thought. */
  public String of(String text) {
    return text.substring(start, end);
  }

  /** Returns the text with another thought in this one's place. */
  public String replacedIn(String text, String by) {
    return text.substring(0, start) + by + text.substring(end);
  }
}
