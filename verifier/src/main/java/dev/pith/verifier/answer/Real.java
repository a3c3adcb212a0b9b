package dev.pith.verifier.answer;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real number or an infinity: an exact fraction where arithmetic allows, else only its
 * floating-point approximation.
 *
 * <p>Operations return null where the result is not a real number, or too large to be of use.
 */
final class Real {

  static final Real PI = new Real(null, Math.PI);
  static final Real E = new Real(null, Math.E);
  static final Real INFINITY = new Real(null, Double.POSITIVE_INFINITY);

  private static final int MAX_BITS = 8192;
  private static final int MAX_FACTORIAL = 500;
  private static final double TOLERANCE = 1e-4;
  private static final BigInteger TOLERANCE_INVERSE = BigInteger.valueOf(10_000);

  private final @Nullable Ratio exact;
  private final double approximation;

  private Real(@Nullable Ratio exact, double approximation) {
    this.exact = exact;
    this.approximation = approximation;
  }

  static Real of(BigInteger integer) {
    return of(new Ratio(integer, BigInteger.ONE));
  }

  /** Returns {@code digits / 10^places}. */
  static Real ofDecimal(BigInteger digits, int places) {
    return of(Ratio.reduced(digits, BigInteger.TEN.pow(places)));
  }

  private static Real of(Ratio ratio) {
    return new Real(ratio, ratio.doubleValue());
  }

  private static @Nullable Real ofFinite(double value) {
    return Double.isFinite(value) ? new Real(null, value) : null;
  }

  /** Tells whether both are the same number: exactly for integers, else to a relative 1e-4. */
  boolean matches(Real other) {
    if (exact != null && other.exact != null) {
      return exact.matches(other.exact);
    }
    if (Double.isInfinite(approximation) || Double.isInfinite(other.approximation)) {
      return approximation == other.approximation;
    }
    double larger = Math.max(Math.abs(approximation), Math.abs(other.approximation));
    return Math.abs(approximation - other.approximation) <= TOLERANCE * larger;
  }

  Real negate() {
    return exact == null
        ? new Real(null, -approximation)
        : of(new Ratio(exact.top.negate(), exact.bottom));
  }

  @Nullable Real plus(Real other) {
    if (exact != null && other.exact != null && exact.bits() + other.exact.bits() <= MAX_BITS) {
      return of(exact.plus(other.exact));
    }
    return ofFinite(approximation + other.approximation);
  }

  @Nullable Real times(Real other) {
    if (exact != null && other.exact != null && exact.bits() + other.exact.bits() <= MAX_BITS) {
      return of(exact.times(other.exact));
    }
    return ofFinite(approximation * other.approximation);
  }

  @Nullable Real over(Real other) {
    if (other.approximation == 0.0) {
      return null;
    }
    return other.exact == null
        ? ofFinite(approximation / other.approximation)
        : times(of(other.exact.inverse()));
  }

  @Nullable Real power(Real exponent) {
    if (exact != null && exponent.exact != null && exponent.exact.isInteger()) {
      long n = exponent.exact.top.bitLength() < 32 ? exponent.exact.top.longValue() : MAX_BITS;
      if (Math.abs(n) * exact.bits() <= MAX_BITS && (n >= 0 || exact.top.signum() != 0)) {
        return of(exact.power((int) n));
      }
    }
    return ofFinite(Math.pow(approximation, exponent.approximation));
  }

  /**
   * Returns the real root.
   *
   * @param degree 2 for the square root, at least 2
   */
  @Nullable Real root(int degree) {
    Ratio root = exact == null || degree != 2 ? null : exact.squareRoot();
    if (root != null) {
      return of(root);
    }
    if (degree == 2) {
      return ofFinite(Math.sqrt(approximation));
    }
    double size = Math.pow(Math.abs(approximation), 1.0 / degree);
    return approximation >= 0 ? ofFinite(size) : degree % 2 == 1 ? ofFinite(-size) : null;
  }

  @Nullable Real factorial() {
    if (exact == null
        || !exact.isInteger()
        || !(approximation >= 0 && approximation <= MAX_FACTORIAL)) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= exact.top.intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return of(product);
  }

  @Override
  public String toString() {
    return exact == null ? Double.toString(approximation) : exact.top + "/" + exact.bottom;
  }

  /** A fraction in lowest terms with a positive bottom. */
  private record Ratio(BigInteger top, BigInteger bottom) {

    static Ratio reduced(BigInteger top, BigInteger bottom) {
      BigInteger divisor = top.gcd(bottom);
      return new Ratio(top.divide(divisor), bottom.divide(divisor));
    }

    boolean isInteger() {
      return bottom.equals(BigInteger.ONE);
    }

    long bits() {
      return Math.max(top.bitLength(), bottom.bitLength());
    }

    boolean matches(Ratio other) {
      if (isInteger() && other.isInteger()) {
        return top.equals(other.top);
      }
      BigInteger left = top.multiply(other.bottom);
      BigInteger right = other.top.multiply(bottom);
      BigInteger gap = left.subtract(right).abs();
      return gap.multiply(TOLERANCE_INVERSE).compareTo(left.abs().max(right.abs())) <= 0;
    }

    Ratio plus(Ratio other) {
      return reduced(
          top.multiply(other.bottom).add(other.top.multiply(bottom)),
          bottom.multiply(other.bottom));
    }

    Ratio times(Ratio other) {
      return reduced(top.multiply(other.top), bottom.multiply(other.bottom));
    }

    /** The top must not be 0. */
    Ratio inverse() {
      return top.signum() < 0 ? new Ratio(bottom.negate(), top.negate()) : new Ratio(bottom, top);
    }

    /** The top must not be 0 when the exponent is negative. */
    Ratio power(int exponent) {
      int size = Math.abs(exponent);
      Ratio power = new Ratio(top.pow(size), bottom.pow(size));
      return exponent < 0 ? power.inverse() : power;
    }

    /** Returns the square root when it is a fraction, else null. */
    @Nullable Ratio squareRoot() {
      if (top.signum() < 0) {
        return null;
      }
      Ratio root = new Ratio(top.sqrt(), bottom.sqrt());
      return root.power(2).equals(this) ? root : null;
    }

    double doubleValue() {
      // Terms beyond the range of a double are scaled down together.
      int shift = (int) Math.max(0, bits() - 1000);
      double divisor = bottom.shiftRight(shift).doubleValue();
      double dividend = top.shiftRight(shift).doubleValue();
      return divisor == 0.0 ? Math.copySign(Double.MAX_VALUE, dividend) : dividend / divisor;
    }
  }
}
