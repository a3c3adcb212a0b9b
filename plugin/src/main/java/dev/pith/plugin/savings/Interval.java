package dev.pith.plugin.savings;

/**
 * A value with the interval that holds the true one in 95 of 100 cases.
 *
 * @param value the value
 * @param low lower end of the interval
 * @param high upper end
 */
public record Interval(double value, double low, double high) {

  private static final double Z = 1.96;

  /** Returns the interval of a value that is normally distributed. */
  static Interval normal(double value, double variance) {
    double off = Z * Math.sqrt(variance);
    return new Interval(value, value - off, value + off);
  }

  Interval times(double factor) {
    return new Interval(value * factor, low * factor, high * factor);
  }

  Interval minus(double amount) {
    return new Interval(value - amount, low - amount, high - amount);
  }
}
