package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.Set;

/**
 * Reads mathematics that is written without marks, such as {@code 3/4}, {@code x = 5}, {@code 2π}.
 */
final class ExpressionReader {

  private static final Set<String> FUNCTIONS = Words.of("sqrt pi sin cos tan log ln exp");
  private static final String BINARY = "+-−–/*×·÷^=<>≤≥≈_±";
  private static final String ALWAYS = "√π°%$€£¥{})]|∞²³½";
  private static final String OPENING = "([{-−+√π$€£\\|∞";
  private static final String DANGLING = "+-−–/*×·÷^=<>≤≥≈_,:([{|$";

  private final Tokens tokens;

  ExpressionReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Returns the token after the expression that begins here; the same token when none does. */
  int end(int first, int end) {
    int depth = 0;
    int i = first;
    while (i < end && depth >= 0 && continues(i, first, end, depth)) {
      depth += change(i);
      i++;
    }
    int last = depth < 0 ? i - 1 : i;
    while (last > first && is(last - 1, DANGLING)) {
      last--;
    }
    return last;
  }

  /** Tells whether a value in digits, a formula or a command begins at the token. */
  boolean isNumeric(int i) {
    Kind kind = tokens.kind(i);
    return kind == Kind.NUMBER
        || kind == Kind.COMMAND
        || (is(i, "-−(√$") && tokens.kind(i + 1) == Kind.NUMBER);
  }

  private boolean continues(int i, int first, int end, int depth) {
    return switch (tokens.kind(i)) {
      case NUMBER, COMMAND -> true;
      case WORD -> isVariable(i, first);
      case SIGN -> isOperator(i, first, end, depth);
      default -> false;
    };
  }

  private int change(int i) {
    return is(i, "([{") ? 1 : is(i, ")]}") ? -1 : 0;
  }

  /** Tells whether the word is a function or a variable beside an operator, and not a unit. */
  private boolean isVariable(int i, int first) {
    String word = tokens.lexeme(i);
    if (FUNCTIONS.contains(word)) {
      return true;
    }
    if (i > first && tokens.touchesNext(i - 1) && isExponent(word)) {
      return true;
    }
    boolean single = word.length() == 1 || (word.length() == 2 && word.charAt(1) <= '9');
    boolean touchesBefore = i > first && tokens.touchesNext(i - 1);
    boolean operatorBefore = i > first && tokens.kind(i - 1) == Kind.SIGN;
    return single && (touchesBefore || operatorBefore || is(i + 1, "+-*/^=<>≤≥≈(_)"));
  }

  /** Tells whether the word is the {@code e23} of {@code 6.02e23}. */
  private static boolean isExponent(String word) {
    return word.charAt(0) == 'e'
        && word.length() > 1
        && word.substring(1).chars().allMatch(Character::isDigit);
  }

  private boolean isOperator(int i, int first, int end, int depth) {
    String sign = tokens.lexeme(i);
    char c = sign.charAt(0);
    if (sign.length() > 1) {
      return c == '\\';
    }
    boolean valueNext = i + 1 < end && beginsValue(i + 1);
    boolean touchesBefore = i > first && tokens.touchesNext(i - 1);
    return switch (c) {
      case ',' -> depth > 0 || (i > first && i + 1 < end && isNumeric(i + 1));
      case ':' -> touchesBefore && tokens.touchesNext(i) && tokens.kind(i + 1) == Kind.NUMBER;
      case '!' -> touchesBefore && tokens.kind(i - 1) == Kind.NUMBER;
      case '(', '[' -> valueNext || depth > 0;
      default -> ALWAYS.indexOf(c) >= 0 || (BINARY.indexOf(c) >= 0 && valueNext);
    };
  }

  private boolean beginsValue(int i) {
    return switch (tokens.kind(i)) {
      case NUMBER, COMMAND -> true;
      case WORD -> tokens.lexeme(i).length() <= 2 || FUNCTIONS.contains(tokens.lexeme(i));
      case SIGN -> is(i, OPENING);
      default -> false;
    };
  }

  private boolean is(int i, String signs) {
    return tokens.kind(i) == Kind.SIGN && signs.indexOf(tokens.lexeme(i).charAt(0)) >= 0;
  }
}
