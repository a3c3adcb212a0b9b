package dev.pith.ragcache.engine.token;

import java.util.Arrays;
import java.util.Optional;

/** What a token is for, as model files number it. */
enum TokenType {
  NORMAL(1),
  UNKNOWN(2),
  CONTROL(3),
  USER_DEFINED(4),
  UNUSED(5),
  BYTE(6);

  private final int number;

  TokenType(int number) {
    this.number = number;
  }

  /** Returns the type with a number, or nothing when there is none. */
  static Optional<TokenType> ofNumber(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** Tells whether such a token structures a text instead of standing for a part of it. */
  boolean isControl() {
    return this == CONTROL || this == UNKNOWN;
  }

  /** Tells whether such a token is cut out of a text before anything else. */
  boolean isSpecial() {
    return isControl() || this == USER_DEFINED;
  }
}
