package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.plugin.savings.HoldoutEstimate.Cell;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HoldoutEstimateTest {
  private static final Stratum SHORT = stratum(Stratum.PromptSize.UNDER_2K);
  private static final Stratum LONG = stratum(Stratum.PromptSize.UNDER_32K);

  /** 900 treated of mean 1200 (sd 400) against 100 of 2000 (600), 300 of 5000 (2000) against 40. */
  @Test
  void of_knownMoments_isTheKnownInterval() {
    Map<Stratum, Cell> cells = new LinkedHashMap<>();
    cells.put(SHORT, cell(100, 2_000, 600, 900, 1_200, 400));
    cells.put(LONG, cell(40, 6_400, 2_500, 300, 5_000, 2_000));

    HoldoutEstimate estimate = HoldoutEstimate.of(cells);

    assertThat(estimate.tokensSaved()).isNotNull();
    assertThat(estimate.tokensSaved().value()).isCloseTo(1_140_000, within(1.0));
    assertThat(estimate.percentSaved().value()).isCloseTo(30.645, within(0.001));
    assertThat(estimate.percentSaved().low()).isCloseTo(23.513, within(0.001));
    assertThat(estimate.percentSaved().high()).isCloseTo(37.778, within(0.001));
    assertThat(estimate.coveredShare()).isEqualTo(1.0);
  }

  @Test
  void of_stratumWithoutControl_isShownAndNotCompared() {
    Map<Stratum, Cell> cells = new LinkedHashMap<>();
    cells.put(SHORT, cell(100, 2_000, 600, 900, 1_200, 400));
    Cell lonely = new Cell();
    for (int i = 0; i < 100; i++) {
      lonely.treated().add("t" + i, 50);
    }
    cells.put(LONG, lonely);

    HoldoutEstimate estimate = HoldoutEstimate.of(cells);

    assertThat(estimate.coveredShare()).isEqualTo(0.9);
    assertThat(estimate.strata()).hasSize(2);
    assertThat(estimate.strata().get(1).tokensSavedEach()).isNull();
    assertThat(estimate.percentSaved().value()).isCloseTo(40, within(1e-9));
  }

  @Test
  void of_nothing_claimsNothing() {
    HoldoutEstimate estimate = HoldoutEstimate.of(Map.of());

    assertThat(estimate.tokensSaved()).isNull();
    assertThat(estimate.percentSaved()).isNull();
    assertThat(estimate.coveredShare()).isNull();
  }

  /**
   * The 95 % interval holds the true saving of 30 % in about 95 of 100 draws, turns alike or not.
   */
  @Test
  void of_conversationsOfManyTurns_intervalHoldsTheTruth() {
    RandomGenerator random = new SplittableRandom(7);
    int held = 0;
    int draws = 400;
    for (int i = 0; i < draws; i++) {
      Cell cell = new Cell();
      draw(cell.control(), 60, 1_000, random);
      draw(cell.treated(), 200, 700, random);
      Interval saved = HoldoutEstimate.of(Map.of(SHORT, cell)).strata().get(0).tokensSavedEach();
      assertThat(saved).isNotNull();
      held += saved.low() <= 300 && 300 <= saved.high() ? 1 : 0;
    }

    assertThat(held / (double) draws).isBetween(0.90, 0.98);
  }

  @Test
  void add_moreClustersThanAreKeptOpen_sameVariance() {
    ClusteredMean open = new ClusteredMean();
    ClusteredMean tight = new ClusteredMean(3);
    RandomGenerator random = new SplittableRandom(3);
    for (int cluster = 0; cluster < 50; cluster++) {
      for (int i = 0; i <= cluster % 4; i++) {
        double value = 1_000 * random.nextDouble();
        open.add("c" + cluster, value);
        tight.add("c" + cluster, value);
      }
    }

    assertThat(tight.clusters()).isEqualTo(50);
    assertThat(tight.variance().orElseThrow())
        .isCloseTo(open.variance().orElseThrow(), within(1e-6));
  }

  /** All turns of a conversation share most of their length. */
  private static void draw(
      ClusteredMean mean, int conversations, double expected, RandomGenerator random) {
    for (int c = 0; c < conversations; c++) {
      double common = expected + 200 * random.nextGaussian();
      int turns = 1 + random.nextInt(8);
      for (int i = 0; i < turns; i++) {
        mean.add("c" + c, common + 50 * random.nextGaussian());
      }
    }
  }

  private static Cell cell(int m, double c, double sdC, int n, double t, double sdT) {
    Cell cell = new Cell();
    fill(cell.control(), m, c, sdC);
    fill(cell.treated(), n, t, sdT);
    return cell;
  }

  /** Adds values of exactly this mean and sample deviation, each in a cluster of its own. */
  private static void fill(ClusteredMean mean, int count, double value, double deviation) {
    double off = deviation * Math.sqrt((count - 1.0) / count);
    for (int i = 0; i < count; i++) {
      mean.add("c" + i, value + (i % 2 == 0 ? off : -off));
    }
  }

  private static Stratum stratum(Stratum.PromptSize size) {
    return new Stratum("m", Stratum.Turn.FIRST, size, false);
  }
}
