package dev.pith.verifier.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text with inline think tags into thinking and answer while it streams.
 *
 * <p>A tag may be split over any number of pieces: only the longest suffix that may still become a
 * tag is held back ({@link #held}). What is reported, together with the tags, is exactly the text
 * that was read; white space stays where it is. In code blocks of the answer tags are text, and so
 * is every tag that does not fit: a start tag inside the thinking, the end tag of another pair, an
 * end tag in the answer after any other tag. A later start tag opens the thinking again.
 *
 * <p>An end tag before any other tag means that the stream began inside its thinking: {@link
 * #beganInside} turns true and {@link Listener#onThinkingEnd} is called, but what has been reported
 * as answer is not reported again.
 *
 * <p>It holds less than one tag. Instances serve one stream and are not thread-safe.
 */
public final class ThinkTagParser {

  /** Receives the text without its tags, in order, in pieces of any length but never empty. */
  public interface Listener {
    /** A piece of the thinking. */
    void onThinking(String text);

    /** A piece of the answer. */
    void onAnswer(String text);

    /** The thinking has been closed by an end tag. */
    void onThinkingEnd();
  }

  /** A tag that would be one at this point. */
  private record Mark(String text, ThinkTags pair, boolean opens) {}

  private final List<ThinkTags> tags;
  private final Listener listener;

  /** The tags that are possible now. */
  private List<Mark> marks;

  /** The possible beginning of a tag. */
  private final StringBuilder held = new StringBuilder();

  /** Text of the present phase that is not reported yet; empty between calls. */
  private final StringBuilder ready = new StringBuilder();

  /** Code blocks of the present answer. */
  private CodeFence fence = new CodeFence();

  private boolean thinking;
  private boolean tagSeen;
  private boolean beganInside;
  private boolean blankSoFar = true;
  private boolean ended;

  /**
   * Creates a parser for one stream.
   *
   * @param tags the pairs to look for; of two tags that begin alike the shorter one wins
   * @param startsInside whether the prompt already holds the start tag, so that the stream begins
   *     with thinking; a start tag that opens the stream all the same is accepted
   */
  public ThinkTagParser(List<ThinkTags> tags, boolean startsInside, Listener listener) {
    this.tags = List.copyOf(tags);
    this.listener = listener;
    this.thinking = startsInside;
    this.beganInside = startsInside;
    this.marks = marks(true, true);
  }

  /** Reads the next piece of text. */
  public void onText(String text) {
    if (ended) {
      throw new IllegalStateException("text after the end of the stream");
    }
    for (int i = 0; i < text.length(); i++) {
      onChar(text.charAt(i));
    }
    report();
  }

  /** Ends the stream: what was held back turns out to be text. */
  public void onEnd() {
    ended = true;
    while (!held.isEmpty()) {
      releaseFirst();
    }
    report();
  }

  /** Returns the text that is held back because it may be the beginning of a tag; often empty. */
  public String held() {
    return held.toString();
  }

  /**
   * Returns whether the thinking began before the stream, as far as is known: told by the caller
   * and not refuted by a start tag, or shown by an end tag that came before any other tag.
   */
  public boolean beganInside() {
    return beganInside;
  }

  private void onChar(char c) {
    held.append(c);
    while (!held.isEmpty() && !mayBecomeTag()) {
      releaseFirst();
    }
    for (Mark mark : marks) {
      if (mark.text.contentEquals(held)) {
        onTag(mark);
        return;
      }
    }
  }

  private boolean mayBecomeTag() {
    if (!thinking && fence.inside()) {
      return false;
    }
    for (Mark mark : marks) {
      if (held.length() <= mark.text.length() && startsWithHeld(mark.text)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsWithHeld(String tag) {
    for (int i = 0; i < held.length(); i++) {
      if (tag.charAt(i) != held.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void releaseFirst() {
    char c = held.charAt(0);
    held.deleteCharAt(0);
    ready.append(c);
    if (!thinking) {
      fence.onChar(c);
    }
    if (blankSoFar && !Character.isWhitespace(c)) {
      blankSoFar = false;
      if (thinking) {
        marks = marks(false, true);
      }
    }
  }

  private void onTag(Mark mark) {
    report();
    held.setLength(0);
    blankSoFar = false;
    thinking = mark.opens;
    if (!tagSeen) {
      beganInside = !mark.opens;
      tagSeen = true;
    }
    if (mark.opens) {
      marks = List.of(new Mark(mark.pair.end(), mark.pair, false));
    } else {
      marks = marks(true, false);
      fence = new CodeFence();
      listener.onThinkingEnd();
    }
  }

  private List<Mark> marks(boolean starts, boolean ends) {
    List<Mark> possible = new ArrayList<>();
    for (ThinkTags pair : tags) {
      if (starts) {
        possible.add(new Mark(pair.start(), pair, true));
      }
      if (ends) {
        possible.add(new Mark(pair.end(), pair, false));
      }
    }
    return possible;
  }

  private void report() {
    if (ready.isEmpty()) {
      return;
    }
    String text = ready.toString();
    ready.setLength(0);
    if (thinking) {
      listener.onThinking(text);
    } else {
      listener.onAnswer(text);
    }
  }
}
