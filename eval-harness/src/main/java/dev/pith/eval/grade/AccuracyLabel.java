package dev.pith.eval.grade;

import java.util.Locale;

/** What an accuracy after a cut rests on. */
public enum AccuracyLabel {
  /** The model really gave this answer, here or near the cut. */
  RECORDED,
  /** The kept text states this answer; the model was not asked. */
  STATED,
  /** The answer of the full trace is taken over: nothing can be checked. */
  ASSUMED;

  /** Returns the word used in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
