package dev.pith.eval.world;

import java.util.Locale;

/** A kind of problem. */
public enum Family {
  /** Word problems over chains of quantities, with facts that do not matter. */
  QUANTITY,
  /** Puzzles that ask who has a place in an order. */
  ORDERING,
  /** Small programs whose last value is asked for. */
  PROGRAM,
  /** Questions whose answer needs two or three of many retrieved chunks. */
  CHUNKS;

  /** Returns the name used in files and reports: lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
