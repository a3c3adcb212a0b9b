package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds where tokens stand in a text, from the texts that a server tells of them.
 *
 * <p>Servers write a part of a character as U+FFFD, tell nothing of the first token, and name marks
 * that are not in the text. Such tokens are passed over until a later one is found close behind; of
 * several passed over in a row, the first gets all that lies between. Marks alone stand for
 * nothing: what lies between must have been unreadable.
 */
public final class TokenAlignment {
  private static final char UNREADABLE = '\uFFFD';

  /** Marks or parts of characters in a row that are believed. */
  private static final int MAX_PASSED_OVER = 16;

  /** Characters that one token passed over may stand for. */
  private static final int REACH_CHARS = 24;

  private static final int NONE = -1;

  private final String text;
  private final int[] starts;
  private final int[] ends;
  private int at;
  private int passedOver = NONE;
  private boolean unread;

  private TokenAlignment(String text, int tokens) {
    this.text = text;
    this.starts = new int[tokens];
    this.ends = new int[tokens];
  }

  /**
   * Aligns the tokens of a text.
   *
   * @param prefix what stands before the text
   * @param tokens their texts, of the prefix and the text, in order; more may follow; empty when
   *     unknown
   * @param logProbs one a token, NaN when it is unknown; above 0, as rounding makes it, counts as 0
   * @return the tokens that hold a character of the text; empty when the tokens are not those of
   *     the prefix and the text to its end
   */
  public static Optional<TokenScores> of(
      String prefix, String text, List<String> tokens, double[] logProbs) {
    TokenAlignment alignment = new TokenAlignment(prefix + text, tokens.size());
    int used = alignment.read(tokens);
    if (used == NONE) {
      return Optional.empty();
    }
    int first = 0;
    while (first < used && alignment.ends[first] <= prefix.length()) {
      first++;
    }
    return Optional.of(
        new TokenScores(
            moved(alignment.starts, first, used, prefix.length()),
            moved(alignment.ends, first, used, prefix.length()),
            Arrays.stream(logProbs, first, used).map(value -> Math.min(0, value)).toArray()));
  }

  private static int[] moved(int[] places, int from, int to, int by) {
    return Arrays.stream(places, from, to).map(place -> place - by).toArray();
  }

  /** Returns how many tokens the text has; none when they are others. */
  private int read(List<String> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (at == text.length() && passedOver == NONE) {
        return i;
      }
      String token = tokens.get(i);
      if (passedOver == NONE && !token.isEmpty() && text.startsWith(token, at)) {
        place(i, at, token.length());
      } else if (at == 0 && hasSpaceOfItsOwn(token)) {
        fill(0, i);
        place(i, 0, token.length() - 1);
      } else if (passedOver == NONE) {
        passedOver = i;
        unread = isUnreadable(token);
      } else if (!goOnAt(i, token)) {
        return NONE;
      }
    }
    if (passedOver != NONE && mayEndAt(text.length(), tokens.size())) {
      fill(text.length(), tokens.size());
    }
    return at == text.length() ? tokens.size() : NONE;
  }

  /** Some tokenizers put a space before every text. */
  private boolean hasSpaceOfItsOwn(String token) {
    return token.length() > 1 && token.charAt(0) == ' ' && text.startsWith(token.substring(1));
  }

  /** Looks for a token behind those that were passed over; false when too many were. */
  private boolean goOnAt(int index, String token) {
    int found = isUnreadable(token) ? NONE : text.indexOf(token, at);
    if (found >= 0 && mayEndAt(found, index)) {
      fill(found, index);
      place(index, found, token.length());
      return true;
    }
    unread |= isUnreadable(token);
    return index - passedOver < MAX_PASSED_OVER;
  }

  private static boolean isUnreadable(String token) {
    return token.isEmpty() || token.indexOf(UNREADABLE) >= 0;
  }

  /** Returns whether the tokens that were passed over may stand for the text up to a place. */
  private boolean mayEndAt(int place, int index) {
    return place == at || (unread && place - at <= (index - passedOver) * REACH_CHARS);
  }

  private void fill(int to, int index) {
    if (passedOver == NONE) {
      return;
    }
    place(passedOver, at, to - at);
    for (int i = passedOver + 1; i < index; i++) {
      place(i, to, 0);
    }
    passedOver = NONE;
  }

  private void place(int index, int start, int length) {
    starts[index] = start;
    ends[index] = start + length;
    at = start + length;
  }
}
