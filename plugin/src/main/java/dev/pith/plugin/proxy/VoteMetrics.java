package dev.pith.plugin.proxy;

import dev.pith.plugin.vote.VoteMeter;
import dev.pith.plugin.vote.VoteResult.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Shows in a registry what votes came to. */
final class VoteMetrics {
  private VoteMetrics() {}

  static void register(VoteMeter votes, MeterRegistry registry) {
    for (VoteMeter.Count count : VoteMeter.Count.values()) {
      String name = "pith.search." + count.name().toLowerCase(Locale.ROOT).replace('_', '.');
      FunctionCounter.builder(name, votes, meter -> meter.get(count)).register(registry);
    }
    for (Reason reason : Reason.values()) {
      FunctionCounter.builder("pith.search.ended", votes, meter -> meter.get(reason))
          .tag("reason", reason.label())
          .register(registry);
    }
  }
}
