package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what trimmed requests took besides their output: second prompts, probes, checks, time,
 * money. Thread-safe.
 */
final class CostMeter {
  private final Prices prices;
  private final TokenSum continuationPrompt = new TokenSum();
  private final TokenSum continuationCached = new TokenSum();
  private final TokenSum verifier = new TokenSum();
  private final TokenSum probePrompt = new TokenSum();
  private final TokenSum probeCached = new TokenSum();
  private final TokenSum probeOutput = new TokenSum();
  private final OwnCalls capabilities = new OwnCalls();
  private final OwnCalls primes = new OwnCalls();
  private double money;
  private long moneyKnown;
  private long moneyUnknown;
  private double extraMoney;
  private boolean extraMoneyKnown = true;
  private double generatingMillis;
  private double generatedTokens;
  private double handOverMillis;

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
    ProbeCost check = request.check().map(ShadowCheck::cost).orElse(ProbeCost.NOTHING);
    OptionalDouble cost = plus(prices.cost(use), prices.cost(check));
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
    if (!check.equals(ProbeCost.NOTHING)) {
      addExtra(prices.cost(check));
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

  /** Calls of one kind that are no answer to a request. */
  private static final class OwnCalls {
    private final TokenSum prompt = new TokenSum();
    private final TokenSum cached = new TokenSum();
    private final TokenSum output = new TokenSum();
    private long calls;

    void add(ProbeCost call) {
      calls++;
      prompt.add(call.prompt());
      cached.add(call.cached());
      output.add(call.output());
    }
  }

  /** Adds a call by which it is found out what a model can do. */
  synchronized void addCapability(ProbeCost call) {
    capabilities.add(call);
  }

  /** Adds a call by which the server reads a prompt ahead. */
  synchronized void addPrime(ProbeCost call) {
    primes.add(call);
  }

  private void addExtra(OptionalDouble extra) {
    extraMoneyKnown &= extra.isPresent();
    extraMoney += extra.orElse(0);
  }

  private static OptionalDouble plus(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent()
        ? OptionalDouble.of(one.getAsDouble() + other.getAsDouble())
        : OptionalDouble.empty();
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
        new CapabilityCost(
            capabilities.calls,
            capabilities.prompt.snapshot(),
            capabilities.cached.snapshot(),
            capabilities.output.snapshot()),
        new PrimingCost(
            primes.calls,
            primes.prompt.snapshot(),
            primes.cached.snapshot(),
            primes.output.snapshot()),
        each.isPresent() ? each.getAsDouble() : null,
        handOverMillis,
        millis,
        moneyKnown == 0 ? null : money,
        moneyKnown,
        moneyUnknown,
        moneySaved);
  }
}
