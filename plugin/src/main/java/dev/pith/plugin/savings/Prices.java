package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What tokens cost, per million, in any currency; a price that is not set is unknown, not zero.
 *
 * @param input a token of a prompt that comes from no cache
 * @param cachedInput a token of a prompt that comes from a cache; as any other when it is not set
 * @param cacheWrite a token of a prompt that is put into a cache, where the server tells which are;
 *     as any other when it is not set
 * @param output a generated token
 * @param verifier a token that the verifier reads or writes
 */
public record Prices(
    OptionalDouble input,
    OptionalDouble cachedInput,
    OptionalDouble cacheWrite,
    OptionalDouble output,
    OptionalDouble verifier) {

  private static final double MILLION = 1e6;

  /** No price is known. */
  public static final Prices UNKNOWN =
      new Prices(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** Refuses negative prices. */
  public Prices {
    requirePrice(input, "input");
    requirePrice(cachedInput, "cachedInput");
    requirePrice(cacheWrite, "cacheWrite");
    requirePrice(output, "output");
    requirePrice(verifier, "verifier");
  }

  /**
   * Returns what a request cost; empty when a count or a price that it needs is unknown.
   *
   * <p>A prompt of which the server does not say how much was cached counts as not cached, and a
   * cached token without a price of its own as any other: that is the higher price. So does a token
   * that is put into a cache and has no price of its own, which may be higher.
   */
  public OptionalDouble cost(TokenUse use) {
    double cost = 0;
    cost += part(use.output(), output);
    cost += prompt(use.prompt(), use.cached(), use.cacheWritten());
    if (use.continuationPrompt().isPresent()) {
      cost += prompt(use.continuationPrompt(), use.continuationCached(), OptionalLong.empty());
    }
    if (use.verifier().orElse(1) > 0) {
      cost += part(use.verifier(), verifier);
    }
    cost += probed(use.probes());
    return known(cost);
  }

  /** Returns what calls aside from an answer cost, by the same rules. */
  OptionalDouble cost(ProbeCost calls) {
    return known(probed(calls));
  }

  private double probed(ProbeCost calls) {
    return calls.equals(ProbeCost.NOTHING)
        ? 0
        : prompt(calls.prompt(), calls.cached(), OptionalLong.empty())
            + part(calls.output(), output);
  }

  private static OptionalDouble known(double cost) {
    return Double.isNaN(cost) ? OptionalDouble.empty() : OptionalDouble.of(cost);
  }

  private double prompt(OptionalLong tokens, OptionalLong cached, OptionalLong written) {
    double apart = classed(cached, cachedInput) + classed(written, cacheWrite);
    long classed = cached.orElse(0) + written.orElse(0);
    OptionalLong fresh =
        tokens.isEmpty() ? tokens : OptionalLong.of(Math.max(0, tokens.getAsLong() - classed));
    return part(fresh, input) + apart;
  }

  /** Returns what tokens of one class cost; those of which nobody tells are none of it. */
  private double classed(OptionalLong tokens, OptionalDouble own) {
    return tokens.orElse(0) == 0 ? 0 : part(tokens, own.isPresent() ? own : input);
  }

  private static double part(OptionalLong tokens, OptionalDouble price) {
    return tokens.isEmpty() || price.isEmpty()
        ? Double.NaN
        : tokens.getAsLong() * price.getAsDouble() / MILLION;
  }

  private static void requirePrice(OptionalDouble price, String name) {
    if (price.isPresent() && !(price.getAsDouble() >= 0 && price.getAsDouble() < MILLION)) {
      throw new IllegalArgumentException(
          name + " must be a price per million tokens of at least 0: " + price.getAsDouble());
    }
  }
}
