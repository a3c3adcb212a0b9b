package dev.pith.plugin.savings;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meter of a proxy, with the ledger and the metrics that are kept beside it. Thread-safe. */
public final class SavingsBooks implements AutoCloseable {
  private final SavingsSettings settings;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SavingsMeter meter;
  private final @Nullable Ledger ledger;

  private SavingsBooks(
      SavingsSettings settings, @Nullable Ledger ledger, List<RequestRecord> earlier) {
    this.settings = settings;
    this.ledger = ledger;
    List<Consumer<RequestRecord>> others = new ArrayList<>();
    others.add(new RequestMetrics(registry));
    if (ledger != null) {
      others.add(ledger::append);
    }
    meter = new SavingsMeter(settings.prices(), others);
    earlier.forEach(meter::recall);
    share("pith.holdout.saved.percent", Interval::value);
    share("pith.holdout.saved.percent.low", Interval::low);
    share("pith.holdout.saved.percent.high", Interval::high);
  }

  /**
   * Opens the books; what the ledger holds is in the comparison again.
   *
   * @throws IOException if the ledger cannot be read and written, or another process has it open
   */
  public static SavingsBooks open(SavingsSettings settings) throws IOException {
    if (settings.ledger() == null) {
      return new SavingsBooks(settings, null, List.of());
    }
    List<RequestRecord> earlier = new ArrayList<>();
    Ledger ledger = Ledger.open(settings.ledger(), earlier::add);
    return new SavingsBooks(settings, ledger, earlier);
  }

  /** Returns what requests are counted by. */
  public SavingsMeter meter() {
    return meter;
  }

  /** Returns which conversations are left as they are. */
  public Holdout holdout() {
    return settings.holdout();
  }

  /** Returns what was saved so far. */
  public SavingsReport report() {
    SavingsReport.LedgerState state =
        ledger == null
            ? null
            : new SavingsReport.LedgerState(
                String.valueOf(settings.ledger()), ledger.lost(), ledger.unreadable());
    return meter.report(settings.holdout().share(), state);
  }

  /** Returns all metrics in the text format of Prometheus. */
  public String metrics() {
    return registry.scrape();
  }

  /** Writes what the ledger still waits for. */
  @Override
  public void close() throws IOException {
    if (ledger != null) {
      ledger.close();
    }
  }

  private void share(String name, ToDoubleFunction<Interval> part) {
    Gauge.builder(name, meter, measured -> percent(measured, part)).register(registry);
  }

  private static double percent(SavingsMeter meter, ToDoubleFunction<Interval> part) {
    Interval percent = meter.report(0, null).measured().percentSaved();
    return percent == null ? Double.NaN : part.applyAsDouble(percent);
  }
}
