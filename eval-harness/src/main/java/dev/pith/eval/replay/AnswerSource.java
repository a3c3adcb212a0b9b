package dev.pith.eval.replay;

import java.util.Locale;

/** Where the answer of a reply comes from, and so how much it says about a cut. */
public enum AnswerSource {
  /** The whole recorded reply, answer included. */
  FULL,
  /** What the recorded model answered when it was forced to, near this point of its thinking. */
  RECORDED,
  /** The last answer that the kept thinking states; the model was not asked. */
  STATED,
  /** The kept thinking states no answer, and none was recorded near it. */
  NONE;

  /** Returns the name that a reply carries. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
