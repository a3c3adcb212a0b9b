package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.vote.VotePolicy;
import dev.pith.verifier.vote.WaveSettings;
import org.junit.jupiter.api.Test;

class VoteReplayTest {
  private static final WaveSettings SMALL =
      new WaveSettings(2, 6, 2, 3, 0.5, 2, 2, false, 0.9, 2, 1, true, 0.6, 2);

  private final VoteCase six =
      SampleQuestions.question(
          "7",
          "3 7 7/1900/7",
          "- 5 5 5 5/2600/5",
          "7 7/1300/7",
          "9 9 9/1700/9",
          "7 7 7 7/2400/7",
          "5/600/7");

  @Test
  void run_waves_costsAsWorkedOut() {
    VoteReplay.Result result = run(VotePolicy.waves(SMALL));

    assertThat(six.isRight(result.answer())).isTrue();
    assertThat(result.tokens()).isEqualTo(9_300);
    assertThat(result.sequentialTokens()).isEqualTo(4_500);
    assertThat(result.probes()).isEqualTo(17);
    assertThat(result.started()).isEqualTo(6);
    assertThat(result.peak()).isEqualTo(4);
  }

  @Test
  void run_finishedOnly_paysForNoProbe() {
    VoteReplay.Result result = run(VotePolicy.waves(SMALL.finishedOnly()));

    assertThat(result.tokens()).isEqualTo(10_500);
    assertThat(result.sequentialTokens()).isEqualTo(5_400);
    assertThat(result.probes()).isZero();
  }

  @Test
  void run_oneAfterTheOther_timeIsTheSum() {
    VoteReplay.Result result = run(VotePolicy.adaptiveConsistency(0.95));

    assertThat(result.tokens()).isEqualTo(10_500);
    assertThat(result.sequentialTokens()).isEqualTo(10_500);
    assertThat(result.peak()).isEqualTo(1);
  }

  @Test
  void run_windows_timeIsTheSumOfTheirLongest() {
    VoteReplay.Result result = run(VotePolicy.earlyStopping(2));

    assertThat(result.tokens()).isEqualTo(10_500);
    assertThat(result.sequentialTokens()).isEqualTo(2_600 + 1_700 + 2_400);
  }

  @Test
  void run_sideBySide_timeIsTheLongest() {
    VoteReplay.Result result = run(VotePolicy.selfConsistency(3));

    assertThat(result.tokens()).isEqualTo(1_900 + 2_600 + 1_300);
    assertThat(result.sequentialTokens()).isEqualTo(2_600);
  }

  @Test
  void run_moreProbesThanTokens_costsItsTokensWithoutProbes() {
    VoteCase voteCase = SampleQuestions.question("7", "7 7 7/1200/7");

    assertThat(VoteReplay.run(VotePolicy.selfConsistency(1), voteCase, new int[] {0}).tokens())
        .isEqualTo(1_200);
    assertThat(VoteReplay.run(VotePolicy.parallelProbe(), voteCase, new int[] {0}).tokens())
        .isEqualTo(1_500);
  }

  @Test
  void run_cutAfterTwoProbes_lastAnswersVote() {
    VoteReplay.Result result = run(CutVote.after(2));

    assertThat(six.isRight(result.answer())).isTrue();
    assertThat(result.tokens()).isEqualTo(5 * 1_000 + 600);
    assertThat(result.sequentialTokens()).isEqualTo(1_000);
    assertThat(result.probes()).isEqualTo(11);
  }

  @Test
  void run_cutBehindAllEnds_isTheVoteOfAll() {
    VoteReplay.Result result = run(CutVote.after(40));

    assertThat(result.answer()).isEqualTo(run(VotePolicy.selfConsistency(6)).answer());
    assertThat(result.sequentialTokens()).isEqualTo(2_600);
  }

  @Test
  void isRight_otherNotationOfTheReference_isRight() {
    VoteCase voteCase = SampleQuestions.question("025", "/10/25", "/10/26", "/10/-");

    assertThat(voteCase.isGraded()).isTrue();
    assertThat(voteCase.isRight(voteCase.answer(0))).isTrue();
    assertThat(voteCase.isRight(voteCase.answer(1))).isFalse();
    assertThat(voteCase.isRight(voteCase.answer(2))).isFalse();
  }

  private VoteReplay.Result run(VotePolicy policy) {
    return VoteReplay.run(policy, six, SampleQuestions.inOrder(six));
  }
}
