package dev.pith.verifier.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.vote.Decision.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VotePolicyTest {
  private static final int NONE = AnswerClasses.UNREADABLE;

  @Test
  void selfConsistency_someBranches_mostFrequentAnswerFirstOnATie() {
    RecordedBranches four = ends(7, 5, 5, 7, 9, 9, 9);

    Outcome outcome = four.run(VotePolicy.selfConsistency(4));

    assertThat(outcome.answer()).isEqualTo(7);
    assertThat(outcome.share()).isEqualTo(0.5);
    assertThat(four.started).isEqualTo(4);
    assertThat(ends(7, 5, 5, 7, 9, 9, 9).run(VotePolicy.selfConsistency(99)).answer()).isEqualTo(9);
  }

  @Test
  void adaptiveConsistency_oneAfterTheOther_stopsWhenTheLeadIsSafe() {
    RecordedBranches agreeing = ends(1, 1, 1, 1, 1, 2);
    RecordedBranches split = ends(1, 2, 1, 2, 1);

    assertThat(agreeing.run(VotePolicy.adaptiveConsistency(0.95)).confidence())
        .isCloseTo(0.96875, within(1e-12));
    assertThat(agreeing.started).isEqualTo(4);
    assertThat(split.run(VotePolicy.adaptiveConsistency(0.95)).answer()).isEqualTo(1);
    assertThat(split.started).isEqualTo(5);
  }

  @Test
  void adaptiveConsistency_oneVote_isNeverSafe() {
    RecordedBranches branches = ends(1, 1, 1);

    branches.run(VotePolicy.adaptiveConsistency(0.5));

    assertThat(branches.started).isEqualTo(2);
  }

  @Test
  void earlyStopping_windowThatAgrees_endsTheVote() {
    RecordedBranches branches = ends(1, 2, 3, 3, 1, 1);

    Outcome outcome = branches.run(VotePolicy.earlyStopping(2));

    assertThat(branches.started).isEqualTo(4);
    assertThat(outcome.answer()).isEqualTo(3);
  }

  @Test
  void settledBranches_equalProbes_stopTheBranchWhichVotes() {
    RecordedBranches branches = branches("1 1 1 1 2", "2 2 3", "1 2 1 2 1 2 1");

    Outcome outcome = branches.run(VotePolicy.settledBranches(3));

    assertThat(branches.log).containsExactly("0 start 3", "3 stop 0");
    assertThat(branches.steps).isEqualTo(7);
    assertThat(outcome.answer()).isEqualTo(1);
  }

  @Test
  void parallelProbe_contradictingBranch_isStoppedAfterWarmUpAndPatience() {
    int[] agreeing = IntStream.range(0, 90).map(k -> 1).toArray();
    int[] contradicting = IntStream.range(0, 90).map(k -> 2).toArray();
    RecordedBranches branches = new RecordedBranches(List.of(agreeing, agreeing, contradicting));

    Outcome outcome = branches.run(VotePolicy.parallelProbe());

    // One step ahead, 15 of warm-up, and the seventh contradiction; 40 steps with one leader.
    assertThat(branches.log).containsExactly("0 start 3", "23 stop 2");
    assertThat(branches.steps).isEqualTo(42);
    assertThat(outcome).isEqualTo(new Outcome(1, LeadConfidence.of(2, 0), 1));
  }

  @Test
  void deepConf_unsureBranch_isStoppedAndHasNoVote() {
    BranchVote vote = VotePolicy.deepConf(2, 1).begin(4);

    assertThat(vote.onStep().start()).isEqualTo(2);
    vote.onConfidence(0, 8);
    vote.onConfidence(0, 5);
    vote.onConfidence(1, 6);
    vote.onFinished(0, 1);
    vote.onFinished(1, 2);
    assertThat(vote.onStep().start()).isEqualTo(2);
    vote.onConfidence(2, 4.9);
    vote.onConfidence(3, 20);
    vote.onConfidence(3, 5.5);
    assertThat(vote.onStep().stop()).containsExactly(2);
    vote.onFinished(3, 1);

    Outcome outcome = vote.onStep().end().orElseThrow();
    assertThat(outcome.answer()).isEqualTo(1);
    assertThat(outcome.share()).isCloseTo(10.5 / 16.5, within(1e-12));
  }

  @Test
  void deepConf_unsureBranchOfTheWarmUp_hasNoVote() {
    BranchVote vote = VotePolicy.deepConf(3, 0.5).begin(3);
    vote.onStep();
    vote.onConfidence(0, 5);
    vote.onConfidence(1, 6);
    vote.onConfidence(2, 7);
    vote.onFinished(0, 1);
    vote.onFinished(1, 2);
    vote.onFinished(2, 3);

    Outcome outcome = vote.onStep().end().orElseThrow();

    assertThat(outcome.answer()).isEqualTo(3);
    assertThat(outcome.share()).isCloseTo(7.0 / 13, within(1e-12));
  }

  @Test
  void tokenConfidence_window_isTheMeanOfTheLastTokens() {
    TokenConfidence confidence = new TokenConfidence(2);

    assertThat(confidence.add(new double[] {-1, -3})).isFalse();
    assertThat(confidence.mean()).isEqualTo(2);
    assertThat(confidence.add(new double[] {-4})).isTrue();
    assertThat(confidence.add(new double[] {-6})).isTrue();
    assertThat(confidence.mean()).isEqualTo(5);
    assertThatIllegalArgumentException().isThrownBy(() -> confidence.add(new double[] {0.1}));
  }

  static Stream<VotePolicy> policies() {
    return Stream.of(
        VotePolicy.selfConsistency(8),
        VotePolicy.adaptiveConsistency(0.95),
        VotePolicy.earlyStopping(3),
        VotePolicy.settledBranches(14),
        VotePolicy.parallelProbe(),
        VotePolicy.deepConf(4, 0.9),
        VotePolicy.waves(RollingWavesTest.BALANCED),
        VotePolicy.waves(RollingWavesTest.BALANCED.finishedOnly()));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void anyPolicy_branchesThatFailOrSayNothing_neverSinkTheVote(VotePolicy policy) {
    int fails = RecordedBranches.FAILS;
    RecordedBranches branches =
        new RecordedBranches(
            List.of(
                new int[] {fails},
                new int[] {4, 4, fails},
                new int[] {4, 4, 4},
                new int[] {4, 4},
                new int[] {fails},
                new int[] {4},
                new int[] {4, 4, 4, 4},
                new int[] {4}));

    assertThat(branches.run(policy).answer()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void anyPolicy_allBranchesFail_endsWithoutAnAnswer(VotePolicy policy) {
    int[] failing = {RecordedBranches.FAILS};

    Outcome outcome = new RecordedBranches(List.of(failing, failing, failing)).run(policy);

    assertThat(outcome).isEqualTo(new Outcome(NONE, outcome.confidence(), 0));
    assertThat(outcome.confidence()).isCloseTo(0.5, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void anyPolicy_sameBranches_sameDecisions(VotePolicy policy) {
    for (int seed = 0; seed < 50; seed++) {
      RecordedBranches first = RecordedBranches.random(seed, 24);
      RecordedBranches second = RecordedBranches.random(seed, 24);

      assertThat(first.run(policy)).isEqualTo(second.run(policy));
      assertThat(first.log).isEqualTo(second.log);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void anyPolicy_withoutProbes_doesNotDependOnThem(VotePolicy policy) {
    for (int seed = 0; seed < 50; seed++) {
      RecordedBranches probed = RecordedBranches.random(seed, 24);
      RecordedBranches blank =
          new RecordedBranches(probed.answers().stream().map(VotePolicyTest::onlyEnd).toList());

      Outcome outcome = probed.run(policy);

      if (!policy.probes()) {
        assertThat(blank.run(policy)).isEqualTo(outcome);
      }
      assertThat(outcome.share()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void anyVote_branchThatDoesNotRun_isRefused() {
    BranchVote vote = VotePolicy.selfConsistency(2).begin(2);
    vote.onStep();
    vote.onFinished(0, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> vote.onFinished(0, 1))
        .withMessage("branch 0 does not run: FINISHED");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vote.onProbe(2, 1))
        .withMessage("branch 2 does not run: unknown");
    assertThatIllegalArgumentException().isThrownBy(() -> VotePolicy.selfConsistency(0));
    assertThatIllegalArgumentException().isThrownBy(() -> VotePolicy.adaptiveConsistency(0.4));
  }

  private static int[] onlyEnd(int[] answers) {
    int[] blank = new int[answers.length];
    java.util.Arrays.fill(blank, NONE);
    blank[blank.length - 1] = answers[answers.length - 1];
    return blank;
  }

  private static RecordedBranches ends(int... answers) {
    return new RecordedBranches(
        IntStream.of(answers).mapToObj(answer -> new int[] {answer}).toList());
  }

  /** Each text holds the answers of one branch. */
  static RecordedBranches branches(String... texts) {
    return new RecordedBranches(
        Stream.of(texts)
            .map(text -> Stream.of(text.split(" ")).mapToInt(Integer::parseInt).toArray())
            .toList());
  }
}
