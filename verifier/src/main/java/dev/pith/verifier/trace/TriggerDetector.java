package dev.pith.verifier.trace;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a pattern in a text while it streams.
 *
 * <p>It looks at every end of a sentence and of a line, and after {@value #WINDOW_CHARS} characters
 * without one, so that what is found does not depend on how the text is cut into pieces. A match of
 * up to {@value #WINDOW_CHARS} characters is found wherever it begins, a longer one perhaps. It
 * holds at most three times as many characters, and reads each a few times. Instances serve one
 * text and are not thread-safe.
 */
public final class TriggerDetector {

  /** Longest match that is surely found. */
  public static final int WINDOW_CHARS = 512;

  private final @Nullable Pattern pattern;
  private final StringBuilder window = new StringBuilder();

  /** Characters at the end of the window in which no match has ended yet. */
  private int fresh;

  /** Whether text before the window was dropped; its first character is then kept as context. */
  private boolean dropped;

  /** Looks for a pattern. */
  public TriggerDetector(TriggerPattern pattern) {
    this.pattern = pattern.pattern();
  }

  /**
   * Reads the next character.
   *
   * @param sentenceEnd whether a sentence is known to have ended with it
   * @return whether a match has ended since this looked last
   */
  public boolean onChar(char c, boolean sentenceEnd) {
    if (pattern == null) {
      return false;
    }
    window.append(c);
    fresh++;
    return (sentenceEnd || CodeFence.isLineEnd(c) || fresh >= WINDOW_CHARS) && look(pattern);
  }

  /** Returns how many characters are kept at present. */
  int heldChars() {
    return window.length();
  }

  private boolean look(Pattern wanted) {
    Matcher matcher = wanted.matcher(window);
    int known = window.length() - fresh;
    boolean found = false;
    boolean more = matcher.find(dropped ? 1 : 0);
    while (more && !found) {
      found = matcher.end() > known;
      more = matcher.find();
    }
    fresh = 0;
    int surplus = window.length() - WINDOW_CHARS - 1;
    if (surplus > 0) {
      window.delete(0, surplus);
      dropped = true;
    }
    return found;
  }
}
