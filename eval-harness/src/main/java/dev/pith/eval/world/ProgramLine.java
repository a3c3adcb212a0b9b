package dev.pith.eval.world;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a small program: {@code target = left sign right}, perhaps under a condition or
 * repeated.
 *
 * @param target the variable that is set
 * @param left the variable on the left of the sign, or null when the line sets a number
 * @param sign {@code +}, {@code -} or {@code *}
 * @param variable the variable on the right of the sign, or null for a number
 * @param amount the number on the right of the sign, or the number that is set
 * @param guard the condition, or null
 * @param rounds how often the line is done, at least 1
 */
record ProgramLine(
    String target,
    @Nullable String left,
    char sign,
    @Nullable String variable,
    int amount,
    @Nullable Guard guard,
    int rounds) {

  /** The condition {@code variable > bound}. */
  record Guard(String variable, int bound) {
    boolean holds(Map<String, Integer> values) {
      return ProgramLine.value(values, variable) > bound;
    }

    @Override
    public String toString() {
      return variable + " > " + bound;
    }
  }

  static ProgramLine set(String target, int amount) {
    return new ProgramLine(target, null, '+', null, amount, null, 1);
  }

  static ProgramLine compute(
      String target, String left, char sign, @Nullable String variable, int amount) {
    return new ProgramLine(target, left, sign, variable, amount, null, 1);
  }

  ProgramLine when(Guard condition) {
    return new ProgramLine(target, left, sign, variable, amount, condition, rounds);
  }

  ProgramLine repeated(int times) {
    return new ProgramLine(target, left, sign, variable, amount, guard, times);
  }

  ProgramLine withSign(char other) {
    return new ProgramLine(target, left, other, variable, amount, guard, rounds);
  }

  ProgramLine withAmount(int other) {
    return new ProgramLine(target, left, sign, variable, other, guard, rounds);
  }

  /** Returns what one round sets the target to. */
  int result(Map<String, Integer> values) {
    if (left == null) {
      return amount;
    }
    int a = value(values, left);
    int b = right(values);
    return switch (sign) {
      case '+' -> a + b;
      case '-' -> a - b;
      default -> a * b;
    };
  }

  /** Returns the equations of one round when it comes to the result. */
  String working(Map<String, Integer> values, int result) {
    if (left == null) {
      return Integer.toString(result);
    }
    int a = value(values, left);
    int b = right(values);
    return switch (sign) {
      case '+' -> Arithmetic.sum(a, b, result);
      case '-' -> Arithmetic.difference(a, b, result);
      default -> Arithmetic.product(a, b, result);
    };
  }

  /** Returns the line without its condition and repetition. */
  String assignment() {
    return target
        + " = "
        + (left == null ? "" : left + " " + sign + " ")
        + (variable == null ? Integer.toString(amount) : variable);
  }

  @Override
  public String toString() {
    String prefix =
        guard != null ? "if " + guard + ": " : rounds > 1 ? "repeat " + rounds + " times: " : "";
    return prefix + assignment();
  }

  private int right(Map<String, Integer> values) {
    return variable == null ? amount : value(values, variable);
  }

  private static int value(Map<String, Integer> values, String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("variable " + name + " is not set: " + values);
    }
    return value;
  }
}
