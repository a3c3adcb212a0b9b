package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of {@link UseScore} and {@link GreedyDualClock}. */
class EvictionTest {

  @Test
  void used_severalVariants_leastReusedAndDearestToRepairGoesFirst() {
    UseScore v1 = UseScore.UNUSED.used(.25, 0).used(.25, 0).used(.4, 0);
    UseScore v2 = UseScore.UNUSED.used(.05, 0);
    UseScore v3 = UseScore.UNUSED.used(1, 0).used(.5, 0);

    assertThat(v1.value()).isEqualTo(10.5);
    assertThat(v2.value()).isEqualTo(20);
    assertThat(v3.value()).isEqualTo(3);
    assertThat(List.of(v1, v2, v3).stream().sorted(UseScore.evictionOrder()))
        .containsExactly(v3, v1, v2);
  }

  @Test
  void used_withoutRepair_countsAHundred() {
    assertThat(UseScore.UNUSED.used(0, 0).value()).isEqualTo(100);
    assertThat(UseScore.UNUSED.used(.005, 0).value()).isEqualTo(100);
  }

  @Test
  void at_laterEpochs_isHalvedForEach() {
    UseScore score = UseScore.UNUSED.used(.125, 2);

    assertThat(score.at(2)).isEqualTo(8);
    assertThat(score.at(3)).isEqualTo(4);
    assertThat(score.at(5)).isEqualTo(1);
    assertThat(score.at(Long.MAX_VALUE)).isZero();
    assertThat(score.used(.5, 4)).isEqualTo(new UseScore(4, 4));
  }

  @Test
  void used_epochThatIsOver_countsAsTheScores() {
    assertThat(new UseScore(8, 5).used(.5, 3)).isEqualTo(new UseScore(10, 5));
    assertThat(new UseScore(8, 5).at(3)).isEqualTo(8);
  }

  @Test
  void evictionOrder_otherEpochs_comparesWhatIsLeft() {
    UseScore old = new UseScore(8, 0);
    UseScore young = new UseScore(3, 2);

    assertThat(UseScore.evictionOrder().compare(old, young)).isNegative();
    assertThat(UseScore.evictionOrder().compare(young, old)).isPositive();
    assertThat(UseScore.evictionOrder().compare(old, new UseScore(2, 2))).isZero();
  }

  @Test
  void used_lazyHalving_isTheSameAsHalvingAll() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int places = 1 + random.nextInt(5);
      double[] plain = new double[places];
      List<UseScore> lazy = new ArrayList<>(Collections.nCopies(places, UseScore.UNUSED));
      for (int uses = 0; uses < 300; uses++) {
        if (uses > 0 && uses % (10 * places) == 0) {
          Arrays.setAll(plain, place -> plain[place] / 2);
        }
        int place = random.nextInt(places);
        double overhead = random.nextDouble();
        plain[place] += 1 / Math.max(overhead, .01);
        lazy.set(place, lazy.get(place).used(overhead, UseScore.epoch(uses, places)));
      }
      long now = UseScore.epoch(299, places);

      for (int place = 0; place < places; place++) {
        assertThat(lazy.get(place).at(now))
            .as("seed %s", seed)
            .isEqualTo(plain[place], within(1e-9));
      }
      int lowest =
          IntStream.range(0, places)
              .boxed()
              .min((one, other) -> UseScore.evictionOrder().compare(lazy.get(one), lazy.get(other)))
              .orElseThrow();
      assertThat(plain[lowest]).isEqualTo(Arrays.stream(plain).min().orElseThrow(), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "9, 1, 0", "10, 1, 1", "999, 50, 1", "1000, 50, 2"})
  void epoch_uses_changesAfterTenPerPlace(long uses, int places, long epoch) {
    assertThat(UseScore.epoch(uses, places)).isEqualTo(epoch);
  }

  @Test
  void useScore_badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UseScore.UNUSED.used(1.5, 0))
        .withMessage("overhead must be in [0, 1]: 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UseScore(-1, 0))
        .withMessage("value must be >= 0 and finite: -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UseScore(1, -1))
        .withMessage("epoch must be >= 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UseScore.epoch(-1, 1))
        .withMessage("uses must be >= 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UseScore.epoch(1, 0))
        .withMessage("places must be positive: 0");
  }

  @Test
  void priority_entry_isFrequencyTimesCostBySizeOnTopOfTheClock() {
    assertThat(GreedyDualClock.START.priority(3, 40, 10)).isEqualTo(12);
    assertThat(new GreedyDualClock(5).priority(3, 40, 10)).isEqualTo(17);
    assertThat(GreedyDualClock.saving(200, .25)).isEqualTo(150);
  }

  @Test
  void afterEviction_clock_isThatOfTheDearestVictim() {
    GreedyDualClock clock = GreedyDualClock.START.afterEviction(7);

    assertThat(clock.value()).isEqualTo(7);
    assertThat(clock.afterEviction(4)).isEqualTo(clock);
  }

  @Test
  void priority_clockMovesOn_letsAnOldFavouriteGo() {
    double favourite = GreedyDualClock.START.priority(10, 10, 10);
    GreedyDualClock clock = GreedyDualClock.START;

    for (int evictions = 0; evictions < 10; evictions++) {
      double newcomer = clock.priority(1, 10, 10);
      assertThat(newcomer).as("after %s evictions", evictions).isLessThanOrEqualTo(favourite);
      clock = clock.afterEviction(newcomer);
    }

    assertThat(clock.priority(1, 10, 10)).isGreaterThan(favourite);
  }

  @Test
  void clock_badArguments_areRefused() {
    GreedyDualClock clock = GreedyDualClock.START;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GreedyDualClock(Double.NaN))
        .withMessage("value must be >= 0 and finite: NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.priority(-1, 1, 1))
        .withMessage("frequency must be >= 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.priority(1, -1, 1))
        .withMessage("cost must be >= 0 and finite: -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.priority(1, 1, 0))
        .withMessage("bytes must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.afterEviction(-1))
        .withMessage("priority must be >= 0 and finite: -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GreedyDualClock.saving(1, 2))
        .withMessage("overhead must be in [0, 1]: 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GreedyDualClock.saving(-1, .5))
        .withMessage("prefillCost must be >= 0 and finite: -1.0");
  }
}
