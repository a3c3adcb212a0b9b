package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContextImpactTest {

  private static final FixSettings PAPER = FixSettings.paper();
  private static final FixSettings CALIBRATED = FixSettings.calibrated();

  static Stream<Arguments> profiles() {
    return Stream.of(
        Arguments.of(
            profile(4, new int[] {2, 5}, new double[][] {{.8, 1.0}, {.4, .5}}, 2.2, 3.1),
            .112500,
            .165625,
            .663570,
            .123967),
        Arguments.of(profile(4, new int[] {2, 5}, new double[][] {{0, 0}}, 4.0), 0, .25, .5, 0),
        Arguments.of(
            profile(4, new int[] {4, 4}, new double[][] {{3.0, .5}, {2.4, .8}}, .5, .8),
            .209375,
            .040625,
            .994256,
            .384615),
        Arguments.of(
            profile(
                256,
                new int[] {128, 256, 256},
                new double[][] {{40, 25, 10}, {60, 30, 6}},
                181,
                160),
            .002068,
            .002602,
            .688844,
            .094623),
        // the sums of an attention matrix: a system prompt of 2, a chunk of 2, then ours of 3
        Arguments.of(
            profile(3, new int[] {2, 2}, new double[][] {{1.05, .95}}, 1.0),
            1 / 3.0,
            1 / 9.0,
            .952574,
            .95 / 6 / (.95 / 6 + 1 / 6.0)));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void of_profile_isAsComputedByHand(
      ContextProfile stored, double a, double b, double paper, double calibrated) {
    assertThat(ContextImpact.inter(stored, 0)).isEqualTo(a, within(1e-6));
    assertThat(ContextImpact.intra(stored, ContextImpact.square(stored.length())))
        .isEqualTo(b, within(1e-6));
    assertThat(ContextImpact.of(stored, PAPER)).isEqualTo(paper, within(1e-6));
    assertThat(ContextImpact.of(stored, CALIBRATED)).isEqualTo(calibrated, within(1e-6));
  }

  @Test
  void parts_withoutTheSink_areThoseOfTheCalibratedMode() {
    ContextProfile stored =
        profile(4, new int[] {2, 5}, new double[][] {{.8, 1.0}, {.4, .5}}, 2.2, 3.1);

    assertThat(ContextImpact.inter(stored, 1)).isEqualTo(.0375, within(1e-6));
    assertThat(ContextImpact.intra(stored, ContextImpact.causalPairs(4)))
        .isEqualTo(.265, within(1e-6));
  }

  @Test
  void of_noAttentionInside_dependsOnTheContextAlone() {
    assertThat(ContextImpact.of(profile(4, new int[] {2, 5}, new double[][] {{1, 3}}, 0), PAPER))
        .isOne();
    assertThat(
            ContextImpact.of(profile(4, new int[] {2, 5}, new double[][] {{1, 3}}, 0), CALIBRATED))
        .isOne();
  }

  @Test
  void of_noAttentionAtAll_isTheLowestOfTheMode() {
    ContextProfile nothing = profile(4, new int[] {2, 5}, new double[][] {{0, 0}}, 0);

    assertThat(ContextImpact.of(nothing, PAPER)).isEqualTo(.5);
    assertThat(ContextImpact.of(nothing, CALIBRATED)).isZero();
  }

  @Test
  void of_anything_isInTheRangeOfItsMode() {
    for (int seed = 0; seed < 1_000; seed++) {
      ContextProfile stored =
          Profiles.random(new Random(seed), Profiles.keys("A B C"), Profiles.lengths("A B C"));

      assertThat(ContextImpact.of(stored, PAPER)).as("seed %s", seed).isBetween(.5, 1.0);
      assertThat(ContextImpact.of(stored, CALIBRATED)).as("seed %s", seed).isBetween(0.0, 1.0);
    }
  }

  private static ContextProfile profile(
      int length, int[] lengths, double[][] inter, double... intra) {
    return Profiles.of(
        Profiles.keys("A B C").subList(0, lengths.length), lengths, length, inter, intra);
  }
}
