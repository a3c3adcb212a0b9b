package dev.pith.plugin.history;

import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.verifier.surprisal.StepScoring;

/**
 * How the reasoning of earlier turns is shortened.
 *
 * @param mode whether it is looked for, and whether it is changed
 * @param budget the share of a thought that may stay, in [0, 1]
 * @param scoring which steps go first: one that needs no model, or first-token surprisal as the
 *     server told it while the thought was written
 * @param cachedPrice what a prompt token from the server's cache costs, in parts of one that is
 *     computed, in [0, 1]; 1 for a server without a cache
 * @param resends how many further requests are expected to carry a thought, at least 1
 */
public record HistorySettings(
    HistoryMode mode, double budget, StepScoring scoring, double cachedPrice, int resends) {

  private static final double DEFAULT_BUDGET = 0.3;
  private static final double DEFAULT_CACHED_PRICE = 0.1;

  /**
   * Refuses values out of range, naming the setting and the value.
   *
   * @throws SettingException if a value is out of its range
   */
  public HistorySettings {
    if (scoring.needsTokens() && scoring != StepScoring.SURPRISAL) {
      throw new SettingException(
          "history-scoring", "history-scoring cannot be this one: " + scoring.label());
    }
    if (resends < 1) {
      throw new SettingException(
          "history-resends", "history-resends must be at least 1: " + resends);
    }
  }

  /** Returns whether what servers tell of their tokens is to be captured. */
  boolean captures() {
    return mode != HistoryMode.OFF && scoring.needsTokens();
  }

  /**
   * Returns the settings with these values.
   *
   * @throws SettingException if a value is not of its type or out of its range
   */
  public static HistorySettings of(SettingValues values) {
    return new HistorySettings(
        values.choice("history", HistoryMode.class),
        values.decimal("history-budget", 1).orElse(DEFAULT_BUDGET),
        values.choice("history-scoring", StepScoring.class),
        values.decimal("history-cached-price", 1).orElse(DEFAULT_CACHED_PRICE),
        values.number("history-resends"));
  }
}
