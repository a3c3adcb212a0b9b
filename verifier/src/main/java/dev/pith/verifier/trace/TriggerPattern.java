package dev.pith.verifier.trace;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that a user gives, to be looked for in the thinking of a model.
 *
 * <p>It is one of RE2 [1], which has no back references and no look-around and takes a time that is
 * linear in the text, whatever the expression. {@code ^} and {@code $} are the borders of lines.
 * Immutable.
 */
public final class TriggerPattern {

  /* [1] https://github.com/google/re2/wiki/Syntax */

  /** The pattern that is never found. */
  public static final TriggerPattern NEVER = new TriggerPattern("", null);

  /** Instructions of the compiled expression: the factor in the time that a character takes. */
  private static final int MAX_PROGRAM = 5_000;

  /** What is repeated more often is not compiled: repeats are written out. */
  private static final double MAX_REPEATS = 100_000;

  /** The larger count of a repeat. */
  private static final Pattern COUNT = Pattern.compile("(\\d+)\\}");

  private final String text;
  private final @Nullable Pattern pattern;

  private TriggerPattern(String text, @Nullable Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @param text the expression; empty for {@link #NEVER}
   * @throws IllegalArgumentException if it is no expression of RE2, is very large, or is found in
   *     every text because it matches the empty one
   */
  public static TriggerPattern of(String text) {
    if (text.isEmpty()) {
      return NEVER;
    }
    if (repeats(text) > MAX_REPEATS) {
      throw tooLarge(text);
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(text, Pattern.MULTILINE);
    } catch (PatternSyntaxException bad) {
      throw new IllegalArgumentException(
          "must be a regular expression of RE2: "
              + text
              + " ("
              + bad.getDescription()
              + (bad.getPattern().isEmpty() ? "" : ": " + bad.getPattern())
              + ")",
          bad);
    }
    if (pattern.programSize() > MAX_PROGRAM) {
      throw tooLarge(text);
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException("must not match the empty text: " + text);
    }
    return new TriggerPattern(text, pattern);
  }

  /** Returns how often something is repeated at most, were all counts of a text nested. */
  private static double repeats(String text) {
    double product = 1;
    Matcher count = COUNT.matcher(text);
    while (count.find()) {
      product *= Math.max(1, Double.parseDouble(count.group(1)));
    }
    return product;
  }

  private static IllegalArgumentException tooLarge(String text) {
    return new IllegalArgumentException(
        "must compile to at most " + MAX_PROGRAM + " instructions: " + text);
  }

  /** Returns the compiled expression; null when nothing is looked for. */
  @Nullable Pattern pattern() {
    return pattern;
  }

  /** Returns whether nothing is looked for. */
  public boolean isNever() {
    return pattern == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TriggerPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the expression as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
