package dev.pith.ragcache.order;

/**
 * A text of a conversation.
 *
 * @param message the number of its message, from 1
 * @param part which part of that message it is, from 1; 0 when the message has no parts
 * @param text the text
 * @param foldable whether it may be shortened; a system prompt may not, but others may point to it
 */
public record Passage(int message, int part, String text, boolean foldable) {

  /** Refuses numbers that point nowhere. */
  public Passage {
    if (message < 1) {
      throw new IllegalArgumentException("message must be at least 1: " + message);
    }
    if (part < 0) {
      throw new IllegalArgumentException("part must not be negative: " + part);
    }
  }

  /** Returns how a pointer calls it. */
  String name() {
    return part == 0 ? "message " + message : "message " + message + " part " + part;
  }

  Passage withText(String other) {
    return new Passage(message, part, other, foldable);
  }
}
