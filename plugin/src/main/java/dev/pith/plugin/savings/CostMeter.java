package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what trimmed requests took besides their output: second prompts, probes, time, money.
 * Thread-safe.
 */
final class CostMeter {
  private final Prices prices;
  private final Sum continuationPrompt = new Sum();
  private final Sum continuationCached = new Sum();
  private final Sum verifier = new Sum();
  private final Sum probePrompt = new Sum();
  private final Sum probeCached = new Sum();
  private final Sum probeOutput = new Sum();
  private double money;
  private long moneyKnown;
  private long moneyUnknown;
  private double extraMoney;
  private boolean extraMoneyKnown = true;
  private double generatingMillis;
  private double generatedTokens;
  private double handOverMillis;

  private static final class Sum {
    long sum;
    long known;
    long unknown;

    void add(OptionalLong part) {
      if (part.isPresent()) {
        sum += part.getAsLong();
        known++;
      } else {
        unknown++;
      }
    }

    KnownSum snapshot() {
      return new KnownSum(sum, known, unknown);
    }
  }

  CostMeter(Prices prices) {
    this.prices = prices;
  }

  synchronized void add(RequestRecord request) {
    if (request.savings().outcome() == RequestSavings.Outcome.PASSED) {
      return;
    }
    TokenUse use = request.use();
    verifier.add(use.verifier());
    probePrompt.add(use.probes().prompt());
    probeCached.add(use.probes().cached());
    probeOutput.add(use.probes().output());
    boolean cut = request.savings().outcome() == RequestSavings.Outcome.CUT;
    if (cut) {
      continuationPrompt.add(use.continuationPrompt());
      continuationCached.add(use.continuationCached());
    }
    OptionalDouble cost = prices.cost(use);
    if (cost.isPresent()) {
      money += cost.getAsDouble();
      moneyKnown++;
    } else {
      moneyUnknown++;
    }
    boolean probed = !use.probes().equals(ProbeCost.NOTHING);
    if (cut || probed || use.verifier().orElse(1) > 0) {
      addExtra(extra(use));
    }
    request
        .millisPerToken()
        .ifPresent(
            each -> {
              generatingMillis += each * use.output().orElse(0);
              generatedTokens += use.output().orElse(0);
            });
    handOverMillis += request.handOver().map(Duration::toNanos).orElse(0L) / 1e6;
  }

  private void addExtra(OptionalDouble extra) {
    extraMoneyKnown &= extra.isPresent();
    extraMoney += extra.orElse(0);
  }

  /** Returns what trimming alone has added to the cost of a request. */
  private OptionalDouble extra(TokenUse use) {
    OptionalLong none = OptionalLong.of(0);
    return prices.cost(
        new TokenUse(
            none,
            none,
            none,
            none,
            use.continuationPrompt(),
            use.continuationCached(),
            use.verifier(),
            use.probes()));
  }

  /** Returns what is known when trimming saved so many output tokens; null when that is unknown. */
  synchronized CostReport report(@Nullable Interval tokensSaved) {
    OptionalDouble each =
        generatedTokens == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(generatingMillis / generatedTokens);
    Interval millis =
        tokensSaved == null || each.isEmpty()
            ? null
            : tokensSaved.times(each.getAsDouble()).minus(handOverMillis);
    boolean priced = extraMoneyKnown && prices.output().isPresent();
    Interval moneySaved =
        tokensSaved == null || !priced
            ? null
            : tokensSaved.times(prices.output().getAsDouble() / 1e6).minus(extraMoney);
    return new CostReport(
        verifier.snapshot(),
        continuationPrompt.snapshot(),
        continuationCached.snapshot(),
        probePrompt.snapshot(),
        probeCached.snapshot(),
        probeOutput.snapshot(),
        each.isPresent() ? each.getAsDouble() : null,
        handOverMillis,
        millis,
        moneyKnown == 0 ? null : money,
        moneyKnown,
        moneyUnknown,
        moneySaved);
  }
}
