package dev.pith.verifier.surprisal;

import java.util.Locale;

/** Where the scores of steps come from. */
public enum ScoreSource {
  /** A model has read the finished trace. */
  SCORER,
  /** The model itself told them while it wrote the trace. */
  CAPTURED,
  /** The first word of each step, without any model: weaker. */
  LEXICAL,
  /** Rules about the text of each step, without any model. */
  RULES,
  /** Chance, the place of a step, or a measure turned round: what the others must beat. */
  CONTROL,
  /** There are none. */
  NONE;

  /** Returns its name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
