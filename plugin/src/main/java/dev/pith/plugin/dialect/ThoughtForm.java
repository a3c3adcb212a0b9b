package dev.pith.plugin.dialect;

/** How a message carries the thinking of its turn. */
public enum ThoughtForm {
  /** In a member of its own. */
  MEMBER,
  /** Between tags at the head of the text. */
  TAGS
}
