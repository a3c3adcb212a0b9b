package dev.pith.verifier.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.vote.Decision.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollingWavesTest {
  static final WaveSettings BALANCED =
      new WaveSettings(8, 64, 8, 16, 0.3, 8, 8, false, 0.95, 2, 2, true, 0.6, 10);

  /** Two branches, two more every third step; two equal probes count a half. */
  private static final WaveSettings SMALL =
      new WaveSettings(2, 6, 2, 3, 0.5, 2, 2, false, 0.9, 2, 1, true, 0.6, 2);

  @Test
  void onStep_sixBranches_decidesAsWorkedOut() {
    RecordedBranches branches = sixBranches();

    Outcome outcome = branches.run(VotePolicy.waves(SMALL));

    assertThat(branches.log)
        .containsExactly("0 start 2", "3 start 2", "5 stop 1", "6 stop 3", "6 start 2");
    assertThat(branches.steps).isEqualTo(9);
    assertThat(outcome.answer()).isEqualTo(7);
    assertThat(outcome.confidence()).isCloseTo(0.955806, within(1e-6));
    assertThat(outcome.share()).isEqualTo(1);
  }

  @Test
  void onStep_finishedOnly_runsOutWithAllVotes() {
    RecordedBranches branches = sixBranches();

    Outcome outcome = branches.run(VotePolicy.waves(SMALL.finishedOnly()));

    assertThat(branches.steps).isEqualTo(11);
    assertThat(branches.started).isEqualTo(6);
    assertThat(outcome.answer()).isEqualTo(7);
    assertThat(outcome.confidence()).isCloseTo(0.890625, within(1e-12));
    assertThat(outcome.share()).isCloseTo(4.0 / 6, within(1e-12));
  }

  @Test
  void onStep_neverSure_isSelfConsistency() {
    WaveSettings neverSure = new WaveSettings(3, 24, 5, 2, 0, 8, 8, false, 1, 1, 0, false, 1, 1);
    for (int seed = 0; seed < 200; seed++) {
      Outcome waves = RecordedBranches.random(seed, 24).run(VotePolicy.waves(neverSure));
      Outcome all = RecordedBranches.random(seed, 24).run(VotePolicy.selfConsistency(24));

      assertThat(waves).as("seed %s", seed).isEqualTo(all);
    }
  }

  @Test
  void onStep_nobodyFinishes_lastReadableAnswersDecide() {
    int fails = RecordedBranches.FAILS;
    RecordedBranches branches =
        new RecordedBranches(
            List.of(new int[] {5, 3, fails}, new int[] {3, -1, fails}, new int[] {2, 3, fails}));

    Outcome outcome = branches.run(VotePolicy.waves(BALANCED));

    assertThat(outcome.answer()).isEqualTo(3);
    assertThat(outcome.share()).isEqualTo(1);
  }

  @Test
  void onStep_furtherBranchesStarted_leadMustBeHeldAnew() {
    RecordedBranches branches = VotePolicyTest.branches("7 7", "7 7", "7 7 7 7 7 7", "7 7 7 7 7");
    WaveSettings holding = new WaveSettings(3, 4, 1, 2, 0, 1, 1, false, 0.8, 2, 1, false, 1, 1);

    Outcome outcome = branches.run(VotePolicy.waves(holding));

    assertThat(branches.log).containsExactly("0 start 3", "2 start 1");
    assertThat(branches.steps).isEqualTo(4);
    assertThat(outcome.answer()).isEqualTo(7);
  }

  @Test
  void onStep_safeLeadAndNothingRuns_isNotHeldForBranchesToCome() {
    RecordedBranches branches = VotePolicyTest.branches("7 7", "7 7", "7 7");
    WaveSettings holding = new WaveSettings(2, 3, 1, 9, 0, 1, 1, false, 0.8, 2, 1, false, 1, 1);

    Outcome outcome = branches.run(VotePolicy.waves(holding));

    assertThat(branches.log).containsExactly("0 start 2");
    assertThat(branches.steps).isEqualTo(2);
    assertThat(outcome.answer()).isEqualTo(7);
  }

  @Test
  void onStep_unreadableAnswers_voteOnlyWhenTheyMay() {
    WaveSettings silent = new WaveSettings(3, 3, 1, 9, 0, 1, 1, false, 1, 1, 0, false, 1, 1);
    WaveSettings voting = new WaveSettings(3, 3, 1, 9, 0, 1, 1, true, 1, 1, 0, false, 1, 1);

    assertThat(VotePolicyTest.branches("-1", "-1", "7").run(VotePolicy.waves(silent)).answer())
        .isEqualTo(7);
    assertThat(VotePolicyTest.branches("-1", "-1", "7").run(VotePolicy.waves(voting)).answer())
        .isEqualTo(AnswerClasses.UNREADABLE);
  }

  @Test
  void onStep_finishedBranch_isNeverStopped() {
    RecordedBranches branches =
        VotePolicyTest.branches("9", "7", "7", "7 7 7 7 7 7 7 7", "9 9 9 9 9 9 9 9 9");
    WaveSettings eager = new WaveSettings(5, 5, 1, 1, 0.5, 1, 1, false, 0.999, 1, 1, true, 0.5, 2);

    Outcome outcome = branches.run(VotePolicy.waves(eager));

    assertThat(branches.log).containsExactly("0 start 5", "2 stop 4");
    assertThat(outcome.answer()).isEqualTo(7);
    assertThat(outcome.share()).isEqualTo(0.75);
  }

  @Test
  void settings_nonsense_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WaveSettings(0, 64, 8, 16, 0.3, 8, 8, false, 0.95, 2, 2, true, 0.6, 10))
        .withMessage("first must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WaveSettings(8, 64, 8, 16, 1.3, 8, 8, false, 0.95, 2, 2, true, 0.6, 10))
        .withMessage("probeWeight must be in [0, 1]: 1.3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WaveSettings(8, 64, 8, 16, 0.3, 8, 8, false, Double.NaN, 2, 2, true, 0.6, 10))
        .withMessageContaining("confidence");
  }

  /** Branches of 500 tokens a step, as {@code probes | final}; -1 cannot be read. */
  private static RecordedBranches sixBranches() {
    return VotePolicyTest.branches(
        "3 7 7 7", "-1 5 5 5 5 5", "7 7 7", "9 9 9 9", "7 7 7 7 7", "5 7");
  }
}
