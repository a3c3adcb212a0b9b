package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What tokens cost, per million, in any currency; a price that is not set is unknown, not zero.
 *
 * @param input a token of a prompt that comes from no cache
 * @param cachedInput a token of a prompt that comes from a cache; as any other when it is not set
 * @param output a generated token
 * @param verifier a token that the verifier reads or writes
 */
public record Prices(
    OptionalDouble input,
    OptionalDouble cachedInput,
    OptionalDouble output,
    OptionalDouble verifier) {

  private static final double MILLION = 1e6;

  /** No price is known. */
  public static final Prices UNKNOWN =
      new Prices(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** Refuses negative prices. */
  public Prices {
    requirePrice(input, "input");
    requirePrice(cachedInput, "cachedInput");
    requirePrice(output, "output");
    requirePrice(verifier, "verifier");
  }

  /**
   * Returns what a request cost; empty when a count or a price that it needs is unknown.
   *
   * <p>A prompt of which the server does not say how much was cached counts as not cached, and a
   * cached token without a price of its own as any other: that is the higher price. So does a token
   * that is put into a cache, for which some servers ask more.
   */
  public OptionalDouble cost(TokenUse use) {
    double cost = 0;
    cost += part(use.output(), output);
    cost += prompt(use.prompt(), use.cached());
    if (use.continuationPrompt().isPresent()) {
      cost += prompt(use.continuationPrompt(), use.continuationCached());
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
        : prompt(calls.prompt(), calls.cached()) + part(calls.output(), output);
  }

  private static OptionalDouble known(double cost) {
    return Double.isNaN(cost) ? OptionalDouble.empty() : OptionalDouble.of(cost);
  }

  private double prompt(OptionalLong tokens, OptionalLong cached) {
    if (cached.orElse(0) == 0) {
      return part(tokens, input);
    }
    OptionalLong fresh =
        tokens.isEmpty()
            ? tokens
            : OptionalLong.of(Math.max(0, tokens.getAsLong() - cached.getAsLong()));
    return part(fresh, input) + part(cached, cachedInput.isPresent() ? cachedInput : input);
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
