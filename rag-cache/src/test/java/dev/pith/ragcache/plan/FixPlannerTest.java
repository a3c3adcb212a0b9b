package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixPlannerTest {

  private static final double[] OUTSIDE = {.10, .45, .45, .80, .05, .30, .45, .20};

  private static final FixSettings PAPER = FixSettings.paper();

  @ParameterizedTest
  @CsvSource({
    "1, 0, .952574, 3, 244",
    "1, .75, .238144, 1, 61",
    ".6, .333333333, .381030, 2, 98",
    ".4, .75, .095257, 1, 25"
  })
  void estimate_overhead_isAlphaTimesImpactTimesWhatIsMissing(
      double alpha, double betaPrime, double overhead, int of3, int of256) {
    FixEstimate estimate =
        FixEstimate.of(alpha, 0.9525741268, new PrefixOverlap(betaPrime, 0, betaPrime));

    assertThat(estimate.overhead()).isEqualTo(overhead, within(1e-6));
    assertThat(estimate.tokens(3)).isEqualTo(of3);
    assertThat(estimate.tokens(256)).isEqualTo(of256);
  }

  @ParameterizedTest(name = "behind {0}: {1} and {2}")
  @CsvSource({
    "A B, 0, .07, 0", //
    "B A, .496, .56, 0",
    "C A, .124, .28, 0",
    "X C, .496, .49, 1"
  })
  void choose_severalVariants_takesTheLowestOverhead(
      String prefix, double first, double second, int chosen) {
    List<ContextProfile> variants =
        List.of(withImpact(.62, "A B", 6, 2), withImpact(.70, "C A B", 1, 3, 4));
    FixPlanner planner = new FixPlanner(PAPER.withAlpha(.8));

    assertThat(estimate(planner, variants.get(0), prefix).overhead())
        .isEqualTo(first, within(1e-6));
    assertThat(estimate(planner, variants.get(1), prefix).overhead())
        .isEqualTo(second, within(1e-6));
    assertThat(planner.choose(variants, Profiles.keys(prefix), Profiles.lengths(prefix)))
        .hasValue(new VariantChoice(chosen, estimate(planner, variants.get(chosen), prefix)));
  }

  @Test
  void choose_equalVariants_takesTheFirst() {
    ContextProfile variant = Profiles.of("A B", 6, 2);

    assertThat(choose(new FixPlanner(PAPER), List.of(variant, variant), "A X"))
        .hasValueSatisfying(choice -> assertThat(choice.index()).isZero());
  }

  @Test
  void choose_equalVariants_takesAWholeOneBeforeAPartialOne() {
    ContextProfile whole = Profiles.ofTokens("A", OUTSIDE, new double[OUTSIDE.length]);
    ContextProfile partial = Profiles.partial(whole);

    assertThat(choose(new FixPlanner(PAPER), List.of(partial, whole, whole), "A"))
        .hasValueSatisfying(choice -> assertThat(choice.index()).isOne());
    assertThat(choose(new FixPlanner(PAPER), List.of(partial, partial), "A"))
        .hasValueSatisfying(choice -> assertThat(choice.index()).isZero());
  }

  @Test
  void choose_noVariantOrNoneThatSaves_isAMiss() {
    FixPlanner greedy = new FixPlanner(PAPER.withAlpha(2));

    assertThat(choose(greedy, List.of(), "A")).isEmpty();
    assertThat(choose(greedy, List.of(Profiles.of("A B", 6, 2)), "X")).isEmpty();
    assertThat(estimate(greedy, Profiles.of("A B", 6, 2), "X").reusable()).isFalse();
    assertThat(estimate(greedy, Profiles.of("A B", 6, 2), "A B").reusable()).isTrue();
  }

  @Test
  void estimate_computedAlone_paperTrustsIt_repairDoesNot() {
    ContextProfile alone = Profiles.of("");
    FixPlanner repaired = new FixPlanner(PAPER.withAloneImpact(OptionalDouble.of(.75)));

    assertThat(estimate(new FixPlanner(PAPER), alone, "X Y Z"))
        .isEqualTo(new FixEstimate(1, 0, 1, .5, 0));
    assertThat(estimate(repaired, alone, "X Y Z")).isEqualTo(new FixEstimate(1, 0, 0, .75, .75));
    assertThat(estimate(repaired, alone, "").overhead()).isZero();
  }

  @Test
  void estimate_computedBehindTheSinkOnly_isComputedAlone() {
    FixPlanner planner = new FixPlanner(FixSettings.calibrated());
    ContextProfile behindSystem = Profiles.of("S", 3);

    assertThat(estimate(planner, behindSystem, "S X").overhead()).isEqualTo(.75);
    assertThat(estimate(planner, behindSystem, "T").overhead()).isEqualTo(.75);
    assertThat(estimate(planner, behindSystem, "S").overhead()).isZero();
  }

  @Test
  void choose_variantComputedAlone_losesToOneFromTheSamePlace() {
    List<ContextProfile> variants = List.of(Profiles.of("S", 3), Profiles.of("S A", 3, 1));

    assertThat(choose(new FixPlanner(FixSettings.calibrated()), variants, "S A"))
        .hasValueSatisfying(choice -> assertThat(choice.index()).isOne());
    assertThat(choose(new FixPlanner(PAPER), variants, "S A"))
        .hasValueSatisfying(choice -> assertThat(choice.index()).isZero());
  }

  @Test
  void estimate_samePrefix_needsNothing_inEveryMode() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<ChunkKey> prefix = Profiles.keys("A B C D").subList(0, random.nextInt(5));
      int[] lengths = random.ints(prefix.size(), 1, 9).toArray();

      FixEstimate estimate =
          new FixPlanner(settings(random))
              .estimate(Profiles.random(random, prefix, lengths), prefix, lengths);

      assertThat(estimate.overhead()).as("seed %s", seed).isZero();
    }
  }

  @Test
  void estimate_moreAlpha_neverNeedsLess() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      ContextProfile stored =
          Profiles.random(random, Profiles.keys("A B C"), Profiles.lengths("A B C"));
      FixSettings settings = settings(random);
      double before = 0;
      int tokens = 0;

      for (double alpha : new double[] {.01, .2, .5, 1, 3, 100}) {
        FixEstimate estimate = estimate(new FixPlanner(settings.withAlpha(alpha)), stored, "C X A");

        assertThat(estimate.overhead()).as("seed %s", seed).isBetween(before, 1.0);
        assertThat(estimate.tokens(97)).as("seed %s", seed).isBetween(tokens, 97);
        before = estimate.overhead();
        tokens = estimate.tokens(97);
      }
    }
  }

  @ParameterizedTest(name = "share {0}: {1}")
  @CsvSource({
    "0, ''",
    ".1, 3",
    ".25, 1 3",
    ".3, 1 2 3",
    ".375, 1 2 3",
    ".5, 1 2 3 6",
    ".9, 0 1 2 3 4 5 6 7",
    "1, 0 1 2 3 4 5 6 7"
  })
  void tokens_share_areThoseThatLookedOutsideMost(double share, String expected) {
    ContextProfile stored = Profiles.ofTokens("A", OUTSIDE, new double[OUTSIDE.length]);

    assertThat(new FixPlanner(PAPER).tokens(stored, share)).containsExactly(indices(expected));
  }

  @Test
  void tokens_withoutTheSink_doNotCountWhatFellOnIt() {
    double[] sink = {0, 0, 0, .79, 0, 0, .1, 0};
    ContextProfile stored = Profiles.ofTokens("S A", OUTSIDE, sink);

    assertThat(new FixPlanner(PAPER).tokens(stored, .25)).containsExactly(1, 3);
    assertThat(new FixPlanner(PAPER.withExcludeSink(true)).tokens(stored, .25))
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S"})
  void tokens_computedAlone_areTheFirst(String prefix) {
    ContextProfile stored = Profiles.ofTokens(prefix, OUTSIDE, new double[OUTSIDE.length]);

    assertThat(new FixPlanner(FixSettings.calibrated()).tokens(stored, .3))
        .containsExactly(0, 1, 2);
  }

  @Test
  void estimate_lengthsThatDoNotFit_areRefused() {
    FixPlanner planner = new FixPlanner(PAPER);
    ContextProfile stored = Profiles.of("A", 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.estimate(stored, Profiles.keys("A B"), new int[] {1}))
        .withMessage("prefixLengths must have 2 numbers: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.estimate(stored, Profiles.keys("A B"), new int[] {1, 0}))
        .withMessage("prefixLengths must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.choose(List.of(), Profiles.keys("A B"), new int[] {1}))
        .withMessage("prefixLengths must have 2 numbers: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.tokens(stored, 1.5))
        .withMessage("share must be in [0, 1]: 1.5");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void settings_alphaOutOfRange_isRefused(double alpha) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAPER.withAlpha(alpha))
        .withMessage("alpha must be positive and finite: " + alpha);
  }

  @Test
  void settings_aloneImpactOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAPER.withAloneImpact(OptionalDouble.of(1.1)))
        .withMessage("aloneImpact must be in [0, 1]: 1.1");
  }

  @Test
  void estimateRecord_anyFigureOutOfRange_isRefused() {
    String[] names = {"beta", "gamma", "betaPrime", "impact", "overhead"};
    for (int at = 0; at < names.length; at++) {
      double[] f = new double[names.length];
      f[at] = Double.NaN;

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FixEstimate(f[0], f[1], f[2], f[3], f[4]))
          .withMessage(names[at] + " must be in [0, 1]: NaN");
    }
  }

  /** Returns a profile whose impact in the paper's mode is as given. */
  private static ContextProfile withImpact(double impact, String prefix, double... inter) {
    ContextProfile bare = Profiles.of(prefix, inter);
    double b = ContextImpact.inter(bare, 0) / Math.log(impact / (1 - impact));
    return Profiles.of(
        bare.prefix(),
        Profiles.lengths(prefix),
        bare.length(),
        new double[][] {inter},
        b * bare.length() * bare.length());
  }

  private static FixSettings settings(Random random) {
    return new FixSettings(
        random.nextBoolean() ? FixSettings.Mode.PAPER : FixSettings.Mode.CALIBRATED,
        .1 + random.nextDouble(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty());
  }

  private static FixEstimate estimate(FixPlanner planner, ContextProfile stored, String prefix) {
    return planner.estimate(stored, Profiles.keys(prefix), Profiles.lengths(prefix));
  }

  private static Optional<VariantChoice> choose(
      FixPlanner planner, List<ContextProfile> variants, String prefix) {
    return planner.choose(variants, Profiles.keys(prefix), Profiles.lengths(prefix));
  }

  private static int[] indices(String text) {
    return text.isEmpty()
        ? new int[0]
        : List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
  }
}
