package dev.pith.plugin.savings;

import dev.pith.plugin.settings.SettingValues;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How savings are measured. The table of settings has the unit and the default of every value.
 *
 * @param holdout which conversations are left as they are
 * @param shadowCheck which of the answers that would have been cut are checked
 * @param prices what tokens cost
 * @param ledger the file that every answer is appended to; null for none
 */
public record SavingsSettings(
    Holdout holdout, ShadowChecking shadowCheck, Prices prices, @Nullable Path ledger) {

  private static final int MAX_CONCURRENCY = 10_000;
  private static final double MAX_PRICE = 999_999;

  /** Nothing is held out, checked, priced or kept. */
  public static final SavingsSettings NONE =
      new SavingsSettings(new Holdout(0, ""), new ShadowChecking(0, 1), Prices.UNKNOWN, null);

  /**
   * How often the model is asked for the answer that a cut would have led to.
   *
   * @param share share of the answers that would have been cut, in [0, 1]
   * @param concurrency most calls for it at the same time, at least 1
   */
  public record ShadowChecking(double share, int concurrency) {

    /** Refuses values out of range. */
    public ShadowChecking {
      if (!(share >= 0 && share <= 1) || concurrency < 1) {
        throw new IllegalArgumentException(
            "share must be in [0, 1] and concurrency at least 1: " + share + ", " + concurrency);
      }
    }
  }

  /** Returns the settings with these values. */
  public static SavingsSettings of(SettingValues values) {
    return new SavingsSettings(
        new Holdout(values.decimal("holdout", 1).orElse(0), values.text("holdout-salt")),
        new ShadowChecking(
            values.decimal("shadow-check", 1).orElse(0),
            Math.toIntExact(values.count("shadow-check-concurrency", MAX_CONCURRENCY, 1))),
        new Prices(
            values.decimal("price-input", MAX_PRICE),
            values.decimal("price-cached-input", MAX_PRICE),
            values.decimal("price-cache-write", MAX_PRICE),
            values.decimal("price-output", MAX_PRICE),
            values.decimal("price-verifier", MAX_PRICE)),
        values.path("ledger"));
  }
}
