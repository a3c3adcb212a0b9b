package dev.pith.plugin.savings;

import dev.pith.plugin.settings.SettingValues;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How savings are measured. The table of settings has the unit and the default of every value.
 *
 * @param holdout which conversations are left as they are
 * @param prices what tokens cost
 * @param ledger the file that every answer is appended to; null for none
 */
public record SavingsSettings(Holdout holdout, Prices prices, @Nullable Path ledger) {

  private static final double MAX_PRICE = 999_999;

  /** Nothing is held out, priced or kept. */
  public static final SavingsSettings NONE =
      new SavingsSettings(new Holdout(0, ""), Prices.UNKNOWN, null);

  /** Returns the settings with these values. */
  public static SavingsSettings of(SettingValues values) {
    return new SavingsSettings(
        new Holdout(values.decimal("holdout", 1).orElse(0), values.text("holdout-salt")),
        new Prices(
            values.decimal("price-input", MAX_PRICE),
            values.decimal("price-cached-input", MAX_PRICE),
            values.decimal("price-output", MAX_PRICE),
            values.decimal("price-verifier", MAX_PRICE)),
        values.path("ledger"));
  }
}
