package dev.pith.plugin.savings;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
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
    interval("pith.holdout.saved.percent", report -> report.measured().percentSaved());
    ownCalls("pith.capability.probe.tokens", "prompt", c -> c.capabilityProbes().promptTokens());
    ownCalls("pith.capability.probe.tokens", "cached", c -> c.capabilityProbes().cachedTokens());
    ownCalls("pith.capability.probe.tokens", "output", c -> c.capabilityProbes().outputTokens());
    ownCalls("pith.priming.tokens", "prompt", costs -> costs.priming().promptTokens());
    ownCalls("pith.priming.tokens", "cached", costs -> costs.priming().cachedTokens());
    ownCalls("pith.priming.tokens", "output", costs -> costs.priming().outputTokens());
    interval("pith.shadow.check.changed.share", report -> report.shadowCheck().changedShare());
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
    return meter.report(settings.holdout().share(), settings.shadowCheck().share(), state);
  }

  /** Returns where metrics are kept that are told by {@link #metrics}. */
  public MeterRegistry registry() {
    return registry;
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

  private void ownCalls(String name, String part, Function<CostReport, KnownSum> of) {
    FunctionCounter.builder(
            name, meter, measured -> of.apply(measured.report(0, 0, null).estimated()).sum())
        .tag("part", part)
        .register(registry);
  }

  private void interval(String name, Function<SavingsReport, @Nullable Interval> of) {
    gauge(name, of, Interval::value);
    gauge(name + ".low", of, Interval::low);
    gauge(name + ".high", of, Interval::high);
  }

  private void gauge(
      String name,
      Function<SavingsReport, @Nullable Interval> of,
      ToDoubleFunction<Interval> part) {
    Gauge.builder(
            name,
            meter,
            measured -> {
              Interval interval = of.apply(measured.report(0, 0, null));
              return interval == null ? Double.NaN : part.applyAsDouble(interval);
            })
        .register(registry);
  }
}
