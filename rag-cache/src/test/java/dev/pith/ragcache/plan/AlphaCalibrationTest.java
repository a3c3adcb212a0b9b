package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlphaCalibrationTest {

  private static final AlphaPoint LITTLE = new AlphaPoint(.2, .12, .78);
  private static final AlphaPoint SOME = new AlphaPoint(.5, .29, .91);
  private static final AlphaPoint MUCH = new AlphaPoint(1, .55, .97);

  @Test
  void of_severalReachTheTarget_takesTheLeastRecomputation() {
    AlphaCalibration calibration = AlphaCalibration.of(List.of(MUCH, LITTLE, SOME), .9);

    assertThat(calibration).isEqualTo(new AlphaCalibration(.9, Optional.of(SOME), MUCH));
  }

  @Test
  void of_qualityIsTheTarget_reachesIt() {
    assertThat(AlphaCalibration.of(List.of(LITTLE, MUCH), .78).chosen()).hasValue(LITTLE);
  }

  @Test
  void of_noneReachesTheTarget_saysHowFarTheBestCame() {
    AlphaCalibration calibration = AlphaCalibration.of(List.of(SOME, MUCH, LITTLE), .99);

    assertThat(calibration.chosen()).isEmpty();
    assertThat(calibration.best()).isEqualTo(MUCH);
  }

  @Test
  void of_equalRecomputation_takesTheBetterThenTheSmallerAlpha() {
    AlphaPoint better = new AlphaPoint(2, .29, .92);
    AlphaPoint smaller = new AlphaPoint(1.5, .29, .92);

    assertThat(AlphaCalibration.of(List.of(SOME, better), .9).chosen()).hasValue(better);
    assertThat(AlphaCalibration.of(List.of(SOME, better, smaller), .9).chosen()).hasValue(smaller);
    assertThat(AlphaCalibration.of(List.of(better, smaller), .9).best()).isEqualTo(smaller);
  }

  @Test
  void paired_quality_isTheMeanDifferenceLessItsError() {
    // differences 0, 0, -1, -1: mean -.5, standard deviation .57735, error .288675
    AlphaPoint point =
        AlphaPoint.paired(.5, .3, new double[] {1, 0, 0, 0}, new double[] {1, 0, 1, 1}, 1.645);

    assertThat(point.alpha()).isEqualTo(.5);
    assertThat(point.recomputeShare()).isEqualTo(.3);
    assertThat(point.quality()).isEqualTo(-.5 - 1.645 * .288675, within(1e-6));
  }

  @Test
  void paired_sameLossEverywhere_isCertain() {
    AlphaPoint point = AlphaPoint.paired(.5, .3, new double[] {.5, .25}, new double[] {.75, .5}, 3);

    assertThat(point.quality()).isEqualTo(-.25);
  }

  @Test
  void paired_fewQuestions_doNotReachWhatManyDo() {
    AlphaPoint few = pairedOf(20);
    AlphaPoint many = pairedOf(2_000);

    assertThat(AlphaCalibration.of(List.of(few), -.1).chosen()).isEmpty();
    assertThat(AlphaCalibration.of(List.of(many), -.1).chosen()).hasValue(many);
  }

  @Test
  void of_badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlphaCalibration.of(List.of(), .9))
        .withMessage("points must have one or more: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlphaCalibration.of(List.of(SOME), Double.NaN))
        .withMessage("target must be finite: NaN");
  }

  @Test
  void point_badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AlphaPoint(0, .3, .9))
        .withMessage("alpha must be positive and finite: 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AlphaPoint(1, 1.3, .9))
        .withMessage("recomputeShare must be in [0, 1]: 1.3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AlphaPoint(1, .3, Double.NaN))
        .withMessage("quality must be finite: NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlphaPoint.paired(1, .3, new double[2], new double[3], 1))
        .withMessage("full must have 2 questions: 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlphaPoint.paired(1, .3, new double[1], new double[1], 1))
        .withMessage("quality must have two questions or more: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlphaPoint.paired(1, .3, new double[2], new double[2], -1))
        .withMessage("z must be >= 0 and finite: -1.0");
  }

  /** Returns a point that loses one question in twenty. */
  private static AlphaPoint pairedOf(int questions) {
    double[] quality = new double[questions];
    double[] full = new double[questions];
    for (int question = 0; question < questions; question++) {
      full[question] = 1;
      quality[question] = question % 20 == 0 ? 0 : 1;
    }
    return AlphaPoint.paired(.5, .3, quality, full, 1.645);
  }
}
