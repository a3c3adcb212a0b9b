package dev.pith.verifier;

import java.util.Arrays;

/**
 * The tokens of a text and how likely a model found each of them, in the order of the text.
 *
 * <p>Places are UTF-16 units from the start of the text. A token that shares a character with the
 * one before it (a part of its bytes) holds nothing of its own: its range is empty. A token that
 * began before the text has a negative start.
 */
public final class TokenScores {
  private final int[] startChars;
  private final int[] endChars;
  private final double[] logProbs;

  /**
   * Takes the tokens of a text; the arrays are copied.
   *
   * @param startChars where each token begins
   * @param endChars where each token ends, at least its start
   * @param logProbs natural logarithm of each token's probability given all that stands before it,
   *     at most 0; NaN when it is unknown
   * @throws IllegalArgumentException when the lengths differ, the tokens are not in order, or a
   *     log-probability is above 0
   */
  public TokenScores(int[] startChars, int[] endChars, double[] logProbs) {
    if (startChars.length != endChars.length || startChars.length != logProbs.length) {
      throw new IllegalArgumentException(
          "as many starts, ends and log-probabilities are needed: "
              + startChars.length
              + ", "
              + endChars.length
              + ", "
              + logProbs.length);
    }
    for (int i = 0; i < startChars.length; i++) {
      if (endChars[i] < startChars[i] || (i > 0 && startChars[i] < endChars[i - 1])) {
        throw new IllegalArgumentException("token " + i + " is not behind the one before it");
      }
      if (logProbs[i] > 0) {
        throw new IllegalArgumentException(
            "the log-probability of token " + i + " must be at most 0: " + logProbs[i]);
      }
    }
    this.startChars = startChars.clone();
    this.endChars = endChars.clone();
    this.logProbs = logProbs.clone();
  }

  /** Returns how many tokens there are. */
  public int size() {
    return startChars.length;
  }

  /** Returns where a token begins, in UTF-16 units from the start of the text. */
  public int startChar(int token) {
    return startChars[token];
  }

  /** Returns where a token ends, in UTF-16 units from the start of the text. */
  public int endChar(int token) {
    return endChars[token];
  }

  /** Returns the natural log-probability of a token, at most 0; NaN when it is unknown. */
  public double logProb(int token) {
    return logProbs[token];
  }

  /**
   * Returns the token that holds a character (its first byte, where it is spread over several).
   *
   * @param at in UTF-16 units from the start of the text
   * @return its index; -1 when none holds it
   */
  public int at(int at) {
    int token = firstBehind(at) - 1;
    while (token >= 0 && endChars[token] == startChars[token] && startChars[token] == at) {
      token--;
    }
    return token >= 0 && startChars[token] <= at && at < endChars[token] ? token : -1;
  }

  /** Returns the first token that begins behind a place; the number of tokens when none does. */
  public int firstBehind(int at) {
    int low = 0;
    int high = startChars.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (startChars[middle] <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenScores that
        && Arrays.equals(startChars, that.startChars)
        && Arrays.equals(endChars, that.endChars)
        && Arrays.equals(logProbs, that.logProbs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(startChars) + Arrays.hashCode(logProbs);
  }

  @Override
  public String toString() {
    return "TokenScores[" + size() + " tokens]";
  }
}
