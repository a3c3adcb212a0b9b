package dev.pith.ragcache.generate;

import java.util.List;

/**
 * Watches the text of one generation for the texts that end it, and holds text back only while it
 * may turn out to be the beginning of one.
 *
 * <p>The stop text that is complete first ends the generation; of several that are complete with
 * the same character, the longest. So it does not matter how the text is cut into pieces. Not
 * thread-safe.
 */
public final class StopTexts {

  /*
   * One Knuth-Morris-Pratt automaton per stop text: its state is how many characters of the stop
   * text the text ends with. What the longest state covers is held back.
   */

  private final List<String> stops;
  private final int[][] fallbacks;
  private final int[] matched;
  private final StringBuilder held = new StringBuilder();
  private String stop = "";

  /**
   * Creates a watcher.
   *
   * @param stops texts that are not empty
   */
  public StopTexts(List<String> stops) {
    this.stops = stops;
    fallbacks = stops.stream().map(StopTexts::fallbacks).toArray(int[][]::new);
    matched = new int[stops.size()];
  }

  /**
   * Takes the next piece of text.
   *
   * @return the text that is certain to come before any stop text; once {@link #stopped}, the last
   *     of it
   */
  public String next(String piece) {
    if (stopped() || stops.isEmpty()) {
      return stopped() ? "" : piece;
    }
    for (int i = 0; i < piece.length(); i++) {
      held.append(piece.charAt(i));
      int complete = advance(piece.charAt(i));
      if (complete > 0) {
        stop = held.substring(held.length() - complete);
        held.setLength(held.length() - complete);
        return end();
      }
    }
    int longest = 0;
    for (int length : matched) {
      longest = Math.max(longest, length);
    }
    String free = held.substring(0, held.length() - longest);
    held.delete(0, free.length());
    return free;
  }

  /** Tells whether a stop text came. */
  public boolean stopped() {
    return !stop.isEmpty();
  }

  /** Returns the stop text that came; empty when none did. */
  public String stop() {
    return stop;
  }

  /** Returns the text that is held back: nothing will complete a stop text any more. */
  public String end() {
    String rest = held.toString();
    held.setLength(0);
    return rest;
  }

  /** Moves all automata; returns the length of the longest stop text that is complete, or 0. */
  private int advance(char next) {
    int complete = 0;
    for (int s = 0; s < matched.length; s++) {
      String stop = stops.get(s);
      int length = matched[s];
      while (length > 0 && stop.charAt(length) != next) {
        length = fallbacks[s][length];
      }
      matched[s] = stop.charAt(length) == next ? length + 1 : 0;
      if (matched[s] == stop.length()) {
        complete = Math.max(complete, stop.length());
      }
    }
    return complete;
  }

  /** Returns, per length of a matched part, the longest shorter part that it also ends with. */
  private static int[] fallbacks(String stop) {
    int[] fallback = new int[stop.length()];
    for (int i = 1; i < stop.length() - 1; i++) {
      int length = fallback[i];
      while (length > 0 && stop.charAt(length) != stop.charAt(i)) {
        length = fallback[length];
      }
      fallback[i + 1] = stop.charAt(length) == stop.charAt(i) ? length + 1 : 0;
    }
    return fallback;
  }
}
