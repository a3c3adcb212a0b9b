package dev.pith.verifier.answer;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number with what it counts.
 *
 * @param value the number; a percentage is divided by 100
 * @param unit the unit in one spelling; empty when none is written
 * @param percent whether the number was written with a percent sign
 */
record Quantity(Real value, String unit, boolean percent) {

  private static final Real HUNDRED = Real.of(BigInteger.valueOf(100));
  private static final Map<String, Integer> SCALES =
      Map.of("hundred", 2, "thousand", 3, "million", 6, "billion", 9, "trillion", 12);

  /** Returns the quantity that the text in normal form denotes, or null when it is none. */
  static @Nullable Quantity parse(String normal) {
    boolean minus = normal.startsWith("-") && normal.length() > 1 && Unit.isSign(normal.charAt(1));
    String body = minus ? normal.substring(1) : normal;
    String prefix = !body.isEmpty() && Unit.isSign(body.charAt(0)) ? body.substring(0, 1) : "";
    NumberParser parser = new NumberParser(body.substring(prefix.length()));
    Real number = parser.sum();
    if (number == null) {
      return null;
    }
    String rest = body.substring(prefix.length() + parser.position());
    boolean apart = rest.startsWith(" ") || closesBefore(body, body.length() - rest.length());
    return of(minus ? number.negate() : number, prefix, rest.strip(), apart);
  }

  private static boolean closesBefore(String text, int end) {
    return end > 0 && (text.charAt(end - 1) == '}' || text.charAt(end - 1) == ')');
  }

  private static @Nullable Quantity of(Real number, String prefix, String rest, boolean apart) {
    Real value = number;
    String words = rest;
    int space = (words + " ").indexOf(' ');
    Integer zeros = SCALES.get(words.substring(0, space));
    if (zeros != null) {
      value = value.times(Real.of(BigInteger.TEN.pow(zeros)));
      words = words.substring(space).strip();
    }
    if (value == null) {
      return null;
    }
    if (words.equals("%") || words.equals("percent") || words.equals("per cent")) {
      Real share = value.over(HUNDRED);
      return share == null ? null : new Quantity(share, "", true);
    }
    String unit = Unit.of(words, apart);
    if (unit == null || (!prefix.isEmpty() && !unit.isEmpty())) {
      return null;
    }
    return new Quantity(value, prefix.isEmpty() ? unit : prefix, false);
  }

  /**
   * Compares two quantities.
   *
   * @param inPercent whether the question asks for a percentage, so that its sign may be left out
   */
  Agreement compare(Quantity other, boolean inPercent) {
    if (value.matches(other.value)) {
      boolean sameUnit = unit.equals(other.unit) || unit.isEmpty() || other.unit.isEmpty();
      return sameUnit ? Agreement.EQUAL : Agreement.UNDECIDED;
    }
    if (percent != other.percent && timesHundred(this).matches(timesHundred(other))) {
      return inPercent ? Agreement.EQUAL : Agreement.UNDECIDED;
    }
    boolean comparable = unit.equals(other.unit) || unit.isEmpty() || other.unit.isEmpty();
    return comparable ? Agreement.DIFFERENT : Agreement.UNDECIDED;
  }

  /** Returns the number as it was written. */
  private static Real timesHundred(Quantity quantity) {
    Real written = quantity.percent ? quantity.value.times(HUNDRED) : quantity.value;
    return written == null ? quantity.value : written;
  }
}
