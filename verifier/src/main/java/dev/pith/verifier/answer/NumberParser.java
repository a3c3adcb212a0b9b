package dev.pith.verifier.answer;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A recursive-descent evaluator of closed forms in the notation of {@link NormalForm}: decimals,
 * fractions, mixed numbers, roots, powers, pi, factorials, binomials, and {@code + - * /}.
 *
 * <p>It reads the longest number at the start of a text; what is left after {@link #position()} is
 * the caller's business. A parser serves one text.
 */
final class NumberParser {

  private static final int MAX_DEPTH = 40;
  private static final int MAX_DIGITS = 1000;

  private final String text;
  private int position;
  private int depth;

  NumberParser(String text) {
    this.text = text;
  }

  /** Returns the number that the whole text denotes, or null when it denotes none. */
  static @Nullable Real parse(String text) {
    NumberParser parser = new NumberParser(text);
    Real value = parser.sum();
    return parser.position == text.length() ? value : null;
  }

  /** Returns the offset after the last number read. */
  int position() {
    return position;
  }

  /** Returns the number at the current position, or null when there is none. */
  @Nullable Real sum() {
    if (++depth > MAX_DEPTH) {
      return null;
    }
    Real total = product();
    while (total != null && (at('+') || at('-'))) {
      int before = position;
      boolean minus = at('-');
      position++;
      Real term = product();
      if (term == null) {
        position = before;
        break;
      }
      total = total.plus(minus ? term.negate() : term);
    }
    depth--;
    return total;
  }

  private @Nullable Real product() {
    Real total = signed();
    while (total != null) {
      int before = position;
      boolean division = at('/');
      if (division || at('*')) {
        position++;
      } else if (!startsImplicitFactor()) {
        break;
      }
      Real factor = signed();
      if (factor == null) {
        position = before;
        break;
      }
      total = division ? total.over(factor) : total.times(factor);
    }
    return total;
  }

  private @Nullable Real signed() {
    if (at('-') || at('+')) {
      boolean minus = at('-');
      position++;
      Real value = at('-') || at('+') ? null : power();
      return value == null ? null : minus ? value.negate() : value;
    }
    return power();
  }

  private @Nullable Real power() {
    Real base = primary();
    while (base != null && at('!')) {
      position++;
      base = base.factorial();
    }
    if (base == null || !at('^') || text.startsWith("^\\circ", position)) {
      return base;
    }
    position++;
    if (++depth > MAX_DEPTH) {
      return null;
    }
    Real exponent = signed();
    depth--;
    return exponent == null ? null : base.power(exponent);
  }

  private @Nullable Real primary() {
    if (position >= text.length()) {
      return null;
    }
    char c = text.charAt(position);
    if (isDigit(c) || c == '.') {
      return literal();
    }
    if (c == '(') {
      return group('(', ')');
    }
    if (c == '{') {
      return group('{', '}');
    }
    if (take("\\frac")) {
      Real top = group('{', '}');
      Real bottom = top == null ? null : group('{', '}');
      return top == null || bottom == null ? null : top.over(bottom);
    }
    if (take("\\binom")) {
      Real n = group('{', '}');
      Real k = n == null ? null : group('{', '}');
      return n == null || k == null ? null : binomial(n, k);
    }
    if (take("\\sqrt")) {
      return root();
    }
    if (take("\\pi")) {
      return atLetter() ? null : Real.PI;
    }
    if (text.startsWith("e^", position)) {
      position++;
      return Real.E;
    }
    return take("\\infty") ? Real.INFINITY : null;
  }

  private @Nullable Real root() {
    int degree = 2;
    if (at('[')) {
      int close = text.indexOf(']', position);
      if (close != position + 2 || !isDigit(text.charAt(position + 1))) {
        return null;
      }
      degree = text.charAt(position + 1) - '0';
      position = close + 1;
    }
    Real radicand = group('{', '}');
    return radicand == null || degree < 2 ? null : radicand.root(degree);
  }

  private static @Nullable Real binomial(Real n, Real k) {
    Real top = n.factorial();
    Real first = k.factorial();
    Real difference = n.plus(k.negate());
    Real second = difference == null ? null : difference.factorial();
    Real bottom = first == null || second == null ? null : first.times(second);
    return top == null || bottom == null ? null : top.over(bottom);
  }

  private @Nullable Real group(char open, char close) {
    if (!at(open)) {
      return null;
    }
    position++;
    Real value = sum();
    if (value == null || !at(close)) {
      return null;
    }
    position++;
    return value;
  }

  /** Reads {@code 12}, {@code 1.5}, {@code .5}, {@code 1.5e-3} or a mixed number. */
  private @Nullable Real literal() {
    int start = position;
    int places = 0;
    StringBuilder digits = new StringBuilder();
    while (position < text.length() && isDigit(text.charAt(position))) {
      digits.append(text.charAt(position++));
    }
    if (at('.') && position + 1 < text.length() && isDigit(text.charAt(position + 1))) {
      position++;
      while (position < text.length() && isDigit(text.charAt(position))) {
        digits.append(text.charAt(position++));
        places++;
      }
    }
    if (digits.length() == 0 || digits.length() > MAX_DIGITS) {
      position = start;
      return null;
    }
    Real value = Real.ofDecimal(new BigInteger(digits.toString()), places);
    return places == 0 ? mixed(value) : scaled(value);
  }

  private @Nullable Real mixed(Real whole) {
    int before = position;
    boolean spaced = at(' ') && digitsAt(position + 1) > 0;
    if (spaced) {
      position++;
      int top = position;
      position += digitsAt(position);
      if (at('/') && digitsAt(position + 1) > 0) {
        int slash = position;
        position += 1 + digitsAt(position + 1);
        return withPart(whole, text.substring(top, slash), text.substring(slash + 1, position));
      }
    } else if (text.startsWith("\\frac{", position)) {
      int top = position + 6;
      int topEnd = top + digitsAt(top);
      if (topEnd > top && text.startsWith("}{", topEnd)) {
        int bottom = topEnd + 2;
        int bottomEnd = bottom + digitsAt(bottom);
        if (bottomEnd > bottom && text.startsWith("}", bottomEnd)) {
          position = bottomEnd + 1;
          return withPart(whole, text.substring(top, topEnd), text.substring(bottom, bottomEnd));
        }
      }
    }
    position = before;
    return scaled(whole);
  }

  private static @Nullable Real withPart(Real whole, String top, String bottom) {
    if (top.length() > MAX_DIGITS || bottom.length() > MAX_DIGITS) {
      return null;
    }
    Real part = Real.of(new BigInteger(top)).over(Real.of(new BigInteger(bottom)));
    return part == null ? null : whole.plus(part);
  }

  private @Nullable Real scaled(Real mantissa) {
    if (!at('e') && !at('E')) {
      return mantissa;
    }
    int exponent = position + 1;
    boolean minus = exponent < text.length() && text.charAt(exponent) == '-';
    if (minus || (exponent < text.length() && text.charAt(exponent) == '+')) {
      exponent++;
    }
    int length = digitsAt(exponent);
    if (length == 0 || length > 3) {
      return mantissa;
    }
    Real ten = Real.of(BigInteger.TEN);
    Real shift = Real.of(new BigInteger(text.substring(exponent, exponent + length)));
    Real scale = ten.power(minus ? shift.negate() : shift);
    position = exponent + length;
    return scale == null ? null : mantissa.times(scale);
  }

  private boolean startsImplicitFactor() {
    return at('(')
        || text.startsWith("\\frac", position)
        || text.startsWith("\\sqrt", position)
        || text.startsWith("\\pi", position)
        || text.startsWith("\\binom", position)
        || text.startsWith("e^", position);
  }

  private boolean take(String word) {
    if (text.startsWith(word, position)) {
      position += word.length();
      return true;
    }
    return false;
  }

  private boolean at(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  private boolean atLetter() {
    return position < text.length() && Character.isLetter(text.charAt(position));
  }

  private int digitsAt(int from) {
    int i = from;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    return Math.max(0, i - from);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
