package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.detect.ProbeCost;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static final Prices PRICES = prices(0.50, 0.05, 2.00, 0.05);

  @Test
  void cost_probes_areAtThePricesOfTheModelItself() {
    TokenUse without = Records.cut("a", 60).use();
    TokenUse with = Records.probed("a", ProbeCost.of(300, 280, 20)).use();

    double more = PRICES.cost(with).orElseThrow() - PRICES.cost(without).orElseThrow();

    double input = PRICES.input().orElseThrow();
    double cached = PRICES.cachedInput().orElseThrow();
    double output = PRICES.output().orElseThrow();
    assertThat(more).isCloseTo((20 * input + 280 * cached + 20 * output) / 1e6, within(1e-12));
    assertThat(PRICES.cost(Records.probed("a", ProbeCost.UNKNOWN).use())).isEmpty();
  }

  /** A prompt of 3,000 with 2,560 cached, cut at 2,400 of 6,000 tokens, 200 more, verifier 900. */
  @Test
  void cost_knownRequest_isTheKnownCost() {
    TokenUse full = use(3_000, 2_560, 6_000);
    TokenUse cached = cut(OptionalLong.of(5_392));
    TokenUse fresh = cut(OptionalLong.of(0));

    assertThat(PRICES.cost(full).orElseThrow()).isCloseTo(0.012348, within(1e-9));
    assertThat(PRICES.cost(cached).orElseThrow()).isCloseTo(0.0058716, within(1e-9));
    assertThat(PRICES.cost(fresh).orElseThrow()).isCloseTo(0.008298, within(1e-9));
  }

  @Test
  void cost_unknownCountOrPrice_isUnknown() {
    TokenUse noOutput =
        new TokenUse(
            OptionalLong.of(10),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(0),
            ProbeCost.NOTHING);

    assertThat(PRICES.cost(noOutput)).isEmpty();
    assertThat(Prices.UNKNOWN.cost(use(10, 0, 10))).isEmpty();
    Prices noVerifier =
        new Prices(
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(1),
            OptionalDouble.empty());
    assertThat(noVerifier.cost(use(10, 0, 10))).isPresent();
    assertThat(noVerifier.cost(cut(OptionalLong.of(0)))).isEmpty();
    assertThat(noVerifier.cost(use(10, 4, 10)).orElseThrow())
        .as("cached tokens without a price of their own")
        .isCloseTo(noVerifier.cost(use(10, 0, 10)).orElseThrow(), within(1e-12));
  }

  /** A prompt of 3,000, of which 2,000 were read from a cache and 400 written to it. */
  @Test
  void cost_cacheWrites_haveTheirOwnPriceIfItIsSet() {
    TokenUse use = written(OptionalLong.of(3_000), OptionalLong.of(2_000));
    Prices dear =
        new Prices(
            OptionalDouble.of(3),
            OptionalDouble.of(0.3),
            OptionalDouble.of(3.75),
            OptionalDouble.of(15),
            OptionalDouble.empty());
    Prices asInput =
        new Prices(
            dear.input(),
            dear.cachedInput(),
            OptionalDouble.empty(),
            dear.output(),
            dear.verifier());

    assertThat(dear.cost(use).orElseThrow())
        .isCloseTo((600 * 3 + 2_000 * 0.3 + 400 * 3.75 + 100 * 15) / 1e6, within(1e-12));
    assertThat(asInput.cost(use).orElseThrow())
        .isCloseTo((1_000 * 3 + 2_000 * 0.3 + 100 * 15) / 1e6, within(1e-12));
    assertThat(dear.cost(written(OptionalLong.of(3_000), OptionalLong.empty())).orElseThrow())
        .as("what nobody tells is not cached")
        .isCloseTo((2_600 * 3 + 400 * 3.75 + 100 * 15) / 1e6, within(1e-12));
    assertThat(dear.cost(written(OptionalLong.empty(), OptionalLong.of(2_000)))).isEmpty();
  }

  private static TokenUse written(OptionalLong prompt, OptionalLong cached) {
    return new TokenUse(
        prompt,
        cached,
        OptionalLong.of(400),
        OptionalLong.of(100),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(0),
        ProbeCost.NOTHING);
  }

  @Test
  void new_negativePrice_refused() {
    assertThatThrownBy(() -> prices(-1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input must be a price per million tokens of at least 0: -1.0");
  }

  private static TokenUse use(long prompt, long cached, long output) {
    return new TokenUse(
        OptionalLong.of(prompt),
        OptionalLong.of(cached),
        OptionalLong.empty(),
        OptionalLong.of(output),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(0),
        ProbeCost.NOTHING);
  }

  private static TokenUse cut(OptionalLong continuationCached) {
    return new TokenUse(
        OptionalLong.of(3_000),
        OptionalLong.of(2_560),
        OptionalLong.empty(),
        OptionalLong.of(2_600),
        OptionalLong.of(5_410),
        continuationCached,
        OptionalLong.of(900),
        ProbeCost.NOTHING);
  }

  private static Prices prices(double input, double cached, double output, double verifier) {
    return new Prices(
        OptionalDouble.of(input),
        OptionalDouble.of(cached),
        OptionalDouble.empty(),
        OptionalDouble.of(output),
        OptionalDouble.of(verifier));
  }
}
