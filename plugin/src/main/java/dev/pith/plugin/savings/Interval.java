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

  /**
   * Returns a share with the interval of Wilson, which holds for few draws and for shares near 0
   * and 1.
   *
   * @param hits how many draws are counted, at most {@code draws}
   * @param draws how many draws there are, at least 1
   */
  public static Interval ofShare(long hits, long draws) {
    double n = (double) draws;
    double share = hits / n;
    double middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half = Z / (1 + Z * Z / n) * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
    return new Interval(share, Math.max(0, middle - half), Math.min(1, middle + half));
  }

  Interval times(double factor) {
    return new Interval(value * factor, low * factor, high * factor);
  }

  Interval minus(double amount) {
    return new Interval(value - amount, low - amount, high - amount);
  }
}
