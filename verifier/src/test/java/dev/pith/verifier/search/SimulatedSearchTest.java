package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.search.EtsSettings.Cost;
import dev.pith.verifier.search.SimulatedSearch.Outcome;
import dev.pith.verifier.search.SimulatedSearch.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said here holds in a simulation: that of {@link SimulatedSearch}. */
class SimulatedSearchTest {
  private static final int QUESTIONS = 300;
  private static final int WIDTH = 16;
  private static final Optional<ConfidentStop> NO_STOP = Optional.empty();

  @ParameterizedTest(name = "steps inherit their meaning at {0}, noise {1}")
  @CsvSource({"0.3, 0.3", "0.6, 0.3", "0.9, 0.3", "0.6, 1.0"})
  void narrowing_simulated_savesTokensAndKvAtTheAccuracyOfRebase(double inherit, double noise) {
    World world = new World(inherit, noise);

    List<Outcome> rebase = run(world, SelectionPolicy.rebase(0.2), NO_STOP);
    List<Outcome> ets = run(world, SelectionPolicy.ets(EtsSettings.published(WIDTH)), NO_STOP);
    List<Outcome> pith =
        run(
            world,
            SelectionPolicy.ets(new EtsSettings(0.2, 2, 1.5, Cost.TOKENS, false, false, 4)),
            Optional.of(new ConfidentStop(0.95, 4)));

    assertThat(mean(ets, Outcome::tokens) / mean(rebase, Outcome::tokens))
        .as("plain ETS generates as many tokens")
        .isBetween(0.9, 1.1);
    assertThat(mean(pith, Outcome::tokens)).isLessThan(0.6 * mean(rebase, Outcome::tokens));
    assertThat(mean(rebase, Outcome::kvTokens) / mean(pith, Outcome::kvTokens)).isGreaterThan(1.8);
    assertThat(mean(pith, SimulatedSearchTest::right))
        .isGreaterThan(mean(rebase, SimulatedSearchTest::right) - 0.06);
  }

  private static List<Outcome> run(
      World world, SelectionPolicy policy, Optional<ConfidentStop> stop) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int question = 0; question < QUESTIONS; question++) {
      outcomes.add(SimulatedSearch.run(world, policy, stop, WIDTH, question));
    }
    return outcomes;
  }

  private static double right(Outcome outcome) {
    return outcome.right() ? 1 : 0;
  }

  private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> of) {
    return outcomes.stream().mapToDouble(of).average().orElse(0);
  }
}
