package dev.pith.plugin.local;

import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.verifier.TokenScores;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where each token stands in the text that it was made of, told by its bytes.
 *
 * <p>A token belongs to the characters whose first byte it holds: the rest of the bytes of a
 * character hold nothing. Marks that the tokenizer adds hold nothing either.
 */
final class TokenPlaces {
  private static final byte SPACE = ' ';
  private static final byte[] NO_CHARACTER = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private final int[] starts;
  private final int[] ends;

  private TokenPlaces(int[] starts, int[] ends) {
    this.starts = starts;
    this.ends = ends;
  }

  /** Returns the places; empty when the tokens do not spell the text. */
  static Optional<TokenPlaces> of(Tokenizer tokenizer, int[] tokens, String text) {
    byte[] bytes = new byte[3 * text.length()];
    int[] charAt = new int[3 * text.length() + 1];
    int length = encode(text, bytes, charAt);
    int[] starts = new int[tokens.length];
    int[] ends = new int[tokens.length];
    int at = 0;
    for (int i = 0; i < tokens.length; i++) {
      int taken = taken(tokenizer.bytes(tokens[i], true), bytes, at, length);
      if (taken < 0 && !tokenizer.isControl(tokens[i])) {
        return Optional.empty();
      }
      starts[i] = charAt[at];
      at += Math.max(0, taken);
      ends[i] = charAt[at];
    }
    return at == length ? Optional.of(new TokenPlaces(starts, ends)) : Optional.empty();
  }

  /** Returns the first token that ends behind a place; the number of tokens when none does. */
  int firstEndingBehind(int chars) {
    int token = 0;
    while (token < ends.length && ends[token] <= chars) {
      token++;
    }
    return token;
  }

  /** Returns the tokens from one on, with their places counted from a character. */
  TokenScores scores(int first, int origin, double[] logProbs) {
    return new TokenScores(
        Arrays.stream(starts, first, starts.length).map(start -> start - origin).toArray(),
        Arrays.stream(ends, first, ends.length).map(end -> end - origin).toArray(),
        logProbs);
  }

  /**
   * Returns how many bytes of the text are those of a token; negative when they are others. The
   * space that some tokenizers put before every text is not in it.
   */
  private static int taken(byte[] token, byte[] text, int at, int length) {
    if (at + token.length <= length
        && Arrays.equals(token, 0, token.length, text, at, at + token.length)) {
      return token.length;
    }
    int rest = token.length - 1;
    boolean spaced =
        at == 0
            && rest >= 0
            && token[0] == SPACE
            && rest <= length
            && Arrays.equals(token, 1, token.length, text, 0, rest);
    return spaced ? rest : -1;
  }

  /**
   * Writes a text as UTF-8, a surrogate without its partner as U+FFFD.
   *
   * @param charAt gets for each byte how many UTF-16 units begin before it, and for the place
   *     behind the last one too
   */
  private static int encode(String text, byte[] bytes, int[] charAt) {
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      byte[] own =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
              ? NO_CHARACTER
              : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
      int next = i + Character.charCount(codePoint);
      for (int b = 0; b < own.length; b++) {
        charAt[length] = b == 0 ? i : next;
        bytes[length++] = own[b];
      }
      i = next;
    }
    charAt[length] = text.length();
    return length;
  }
}
