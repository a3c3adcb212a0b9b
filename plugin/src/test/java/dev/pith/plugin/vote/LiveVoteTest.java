package dev.pith.plugin.vote;

import static dev.pith.plugin.vote.BranchBed.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.vote.VoteMeter.Count;
import dev.pith.plugin.vote.VoteResult.Reason;
import dev.pith.plugin.vote.VoteResult.Votes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveVoteTest {

  private final BranchBed bed = new BranchBed();

  @Test
  void vote_safeLead_endsAndCancelsWhatRunsAtOnce() {
    bed.start(options(4, 8).build());
    bed.stream(0).answers("391");
    bed.stream(1).thinks(3).answers("391");
    bed.stream(2).thinks(10);
    assertThat(bed.results).as("the fourth has not written its step").isEmpty();

    bed.stream(3).thinks(10);

    VoteResult result = bed.result();
    assertThat(result.reason()).isEqualTo(Reason.SETTLED);
    assertThat(result.answer()).contains("391");
    assertThat(result.winner()).as("the shorter one").hasValue(0);
    assertThat(result.votes()).containsExactly(new Votes(Optional.of("391"), 2));
    assertThat(result.confidence()).isEqualTo(0.875, within(1e-12));
    assertThat(bed.stream(2).cancelled).isTrue();
    assertThat(bed.stream(3).cancelled).isTrue();
    assertThat(result.started()).isEqualTo(4);
    assertThat(result.cancelled()).isEqualTo(2);
    assertThat(result.kept().tokens()).isEqualTo(4 + 7);
    assertThat(result.lost().tokens()).isEqualTo(20);
    assertThat(result.sequentialTokens()).isEqualTo(10);
    assertThat(bed.timers()).as("nothing is left to fire").isZero();
  }

  @Test
  void vote_equalAnswersInOtherNotations_areOneAnswer() {
    bed.start(options(3, 3).set("minFinished", 3).build());
    bed.stream(0).answers("0.5");
    bed.stream(1).answers("\\frac{1}{2}");
    bed.stream(2).answers("7");

    assertThat(bed.result().votes())
        .containsExactly(new Votes(Optional.of("0.5"), 2), new Votes(Optional.of("7"), 1));
    assertThat(bed.result().reason()).isEqualTo(Reason.ALL_RAN);
  }

  @Test
  void vote_unclear_startsAnotherWaveAfterTheGap() {
    bed.start(options(2, 6).build());
    assertThat(bed.streams).hasSize(2);
    for (int step = 0; step < 3; step++) {
      bed.stream(0).thinks(10);
      bed.stream(1).thinks(10);
    }

    assertThat(bed.streams).hasSize(4);
  }

  @Test
  void vote_idleBranches_startsMoreUntilTheLimit() {
    bed.start(bed.vote(options(2, 64).build()).limit(3));
    bed.stream(0).answers("391");
    bed.stream(1).answers("390");
    assertThat(bed.streams).hasSize(3);

    bed.stream(2).answers("390");

    assertThat(bed.result().answer()).contains("390");
    assertThat(bed.result().reason()).isEqualTo(Reason.ALL_RAN);
    assertThat(bed.result().sequentialTokens()).as("one after the other").isEqualTo(8);
  }

  @Test
  void vote_slowBranch_isNotWaitedForBeyondOneStep() {
    bed.start(options(3, 3).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    bed.stream(2).thinks(9);
    assertThat(bed.results).isEmpty();
    bed.stream(2).thinks(1);
    assertThat(bed.result().cancelled()).isEqualTo(1);
  }

  @Test
  void vote_branchTwoStepsAhead_endsTheStepOfTheOthers() {
    bed.start(options(4, 4).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");
    bed.stream(3).thinks(10);
    assertThat(bed.results).isEmpty();

    bed.stream(3).thinks(10);

    assertThat(bed.result().reason()).isEqualTo(Reason.SETTLED);
    assertThat(bed.stream(2).cancelled).as("it has not said a word").isTrue();
  }

  @Test
  void winner_toldLogProbs_isTheSurest() {
    bed.start(options(3, 3).set("minFinished", 3).build());
    bed.stream(0).answers("391");
    bed.stream(1).listener().onLogProbs(-8, 4);
    bed.stream(1).thinks(5).answers("391");
    bed.stream(2).listener().onLogProbs(-4, 4);
    bed.stream(2).thinks(6).answers("391");

    assertThat(bed.result().winner()).hasValue(2);
  }

  @Test
  void branch_breaks_doesNotSinkTheVote() {
    bed.start(options(3, 3).build());
    bed.stream(0).thinks(4).breaks("connection reset");
    bed.stream(1).answers("391");
    bed.stream(2).answers("391");

    VoteResult result = bed.result();
    assertThat(result.answer()).contains("391");
    assertThat(result.failed()).isEqualTo(1);
    assertThat(result.lost().tokens()).isEqualTo(4);
    assertThat(result.failure()).get().asString().contains("connection reset");
  }

  @Test
  void branch_cannotBeStarted_doesNotSinkTheVote() {
    bed.refusesToStart = index -> index == 1;
    bed.start(options(3, 3).build());
    bed.stream(0).answers("391");
    bed.stream(2).answers("391");

    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.result().failed()).isEqualTo(1);
  }

  @Test
  void branch_saysNothing_hasFailed() {
    bed.start(options(3, 3).build());
    bed.stream(0).ends();
    bed.stream(1).answers("391");
    bed.stream(2).answers("391");

    assertThat(bed.result().failed()).isEqualTo(1);
    assertThat(bed.result().answer()).contains("391");
  }

  @Test
  void branch_cutOffByALimit_hasNoVote() {
    bed.start(options(3, 3).set("minFinished", 3).build());
    bed.stream(0).says("The answer is 39").isCutOff();
    bed.stream(1).answers("391");
    bed.stream(2).answers("391");

    assertThat(bed.result().votes())
        .containsExactly(new Votes(Optional.of("391"), 2), new Votes(Optional.empty(), 1));
    assertThat(bed.result().answer()).contains("391");
  }

  @Test
  void branch_standsStillWhenTheLeadIsSafe_isNotWaitedFor() {
    bed.start(options(3, 3).set("silenceMs", 1000).build());
    for (int k = 0; k < 3; k++) {
      bed.stream(k).thinks(10); // all have crossed a step: the next one needs them all again
    }
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");
    bed.pass(Duration.ofMillis(100));
    assertThat(bed.results).as("it may have spoken just before").isEmpty();

    bed.pass(Duration.ofMillis(100));

    assertThat(bed.result().reason()).isEqualTo(Reason.SETTLED);
    assertThat(bed.result().cancelled()).isEqualTo(1);
    assertThat(bed.stream(2).cancelled).isTrue();
    assertThat(bed.timers()).isZero();
  }

  @Test
  void branch_writesSlowly_isWaitedForUntilItsStepIsOver() {
    bed.start(options(3, 3).set("silenceMs", 1000).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");
    for (int token = 0; token < 9; token++) {
      bed.pass(Duration.ofMillis(100));
      bed.stream(2).thinks(1);
      assertThat(bed.results).isEmpty();
    }

    bed.stream(2).thinks(1);

    assertThat(bed.result().reason()).isEqualTo(Reason.SETTLED);
  }

  @Test
  void vote_allStandStillAndNoneHasEnded_startsNoFurtherWave() {
    bed.start(options(2, 6).set("silenceMs", 100_000).build());
    bed.stream(0).thinks(3);

    bed.pass(Duration.ofSeconds(90));

    assertThat(bed.streams).hasSize(2);
    assertThat(bed.results).isEmpty();
  }

  @Test
  void branch_standsStillWhileTheVoteIsOpen_goesOnWhenItSpeaksAgain() {
    bed.start(options(3, 3).set("minFinished", 3).set("silenceMs", 1000).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("390");
    bed.pass(Duration.ofMillis(900));
    bed.stream(2).thinks(1);
    bed.pass(Duration.ofMillis(900));
    assertThat(bed.results).isEmpty();

    bed.stream(2).answers("390");

    assertThat(bed.result().answer()).contains("390");
    assertThat(bed.result().failed()).isZero();
  }

  @Test
  void branch_hangs_isGivenUpAndCancelled() {
    bed.start(options(3, 3).set("minFinished", 3).set("silenceMs", 1000).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");
    bed.pass(Duration.ofSeconds(1));
    assertThat(bed.results).isEmpty();

    bed.pass(Duration.ofMillis(100));

    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.result().failed()).isEqualTo(1);
    assertThat(bed.stream(2).cancelled).isTrue();
    assertThat(bed.timers()).isZero();
  }

  @Test
  void vote_everyBranchFails_endsAfterTheFirstWave() {
    bed.start(options(4, 64).build());
    for (int k = 0; k < 4; k++) {
      bed.stream(k).breaks("401");
    }

    assertThat(bed.streams).hasSize(4);
    assertThat(bed.result().reason()).isEqualTo(Reason.FAILURES);
    assertThat(bed.result().winner()).isEmpty();
    assertThat(bed.result().failure()).isPresent();
  }

  @Test
  void vote_nothingCanBeStarted_ends() {
    bed.refusesToStart = index -> true;

    bed.start(options(4, 64).build());

    assertThat(bed.result().reason()).isEqualTo(Reason.FAILURES);
    assertThat(bed.result().started()).isEqualTo(4);
  }

  @Test
  void vote_noAnswerCanBeRead_givesTheShortestOfTheFirstWave() {
    bed.start(options(3, 64).build());
    bed.stream(0).says("Roses are red, and violets are blue, my dear friend.").ends();
    bed.stream(1).says("Once upon a time there lived a king who was fond of cake.").ends();
    bed.stream(2).says("Roses are red, and so are apples, and cherries, too.").ends();

    assertThat(bed.streams).hasSize(3);
    assertThat(bed.result().reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(bed.result().answer()).isEmpty();
    assertThat(bed.result().winner()).hasValue(0);
  }

  @Test
  void vote_fewerThanAskedCanFinish_answersAndSaysSo() {
    bed.start(options(3, 3).set("minFinished", 3).build());
    bed.stream(0).breaks("500");
    bed.stream(1).answers("391");
    bed.stream(2).breaks("500");

    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.result().tooFew()).isTrue();
  }

  @Test
  void vote_timeIsOver_givesWhatHasFinished() {
    bed.start(options(3, 3).set("timeLimitMs", 5000).build());
    bed.stream(0).answers("391");
    bed.stream(1).thinks(100);

    bed.pass(Duration.ofSeconds(5));

    assertThat(bed.result().reason()).isEqualTo(Reason.TIME_LIMIT);
    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.open()).isEmpty();
  }

  @Test
  void branch_cannotBeCancelled_isDrainedAndCounted() {
    bed.refusesToEnd = index -> index == 2;
    bed.start(options(3, 3).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");
    bed.stream(2).thinks(10);
    assertThat(bed.result().uncancelled()).isEqualTo(1);
    assertThat(bed.result().lost().tokens()).isEqualTo(10);

    bed.stream(2).thinks(7).answers("390");

    assertThat(bed.results).hasSize(1);
    assertThat(bed.meter.get(Count.LATE_TOKENS)).isEqualTo(11);
    assertThat(bed.meter.get(Count.BRANCHES_UNCANCELLED)).isEqualTo(1);
  }

  @Test
  void cancel_whileBranchesRun_endsThemAndTellsNothing() {
    LiveVote vote = bed.start(options(3, 3).build());
    bed.stream(0).answers("391");
    bed.stream(1).thinks(3);

    vote.cancel();
    bed.run();
    bed.stream(1).thinks(2);

    assertThat(bed.open()).isEmpty();
    assertThat(bed.results).isEmpty();
    assertThat(bed.timers()).isZero();
    assertThat(bed.meter.get(Count.ABANDONED)).isEqualTo(1);
    assertThat(bed.meter.get(Count.LOST_TOKENS)).isEqualTo(3);
    assertThat(bed.meter.get(Count.LATE_TOKENS)).isEqualTo(2);
  }

  @Test
  void cancel_afterTheEnd_changesNothing() {
    LiveVote vote = bed.start(options(1, 1).build());
    bed.stream(0).answers("391");

    vote.cancel();
    bed.run();

    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.meter.get(Count.ABANDONED)).isZero();
  }

  @Test
  void usage_countedForAll_isTheSum() {
    bed.start(options(2, 2).build());
    for (int k = 0; k < 2; k++) {
      bed.stream(k).listener().onUsage(usage(50, 20 + k));
      bed.stream(k).answers("391");
    }

    UsageReport usage = bed.result().usage();
    assertThat(usage.promptTokens()).hasValue(100);
    assertThat(usage.completionTokens()).hasValue(41);
    assertThat(usage.totalTokens()).hasValue(141);
    assertThat(bed.result().kept().exact()).hasValue(41);
  }

  @Test
  void usage_notCountedForACancelledBranch_isAbsentAndItsPromptKnown() {
    bed.start(options(3, 3).build());
    for (int k = 0; k < 2; k++) {
      bed.stream(k).listener().onUsage(usage(50, 20));
      bed.stream(k).answers("391");
    }
    bed.stream(2).thinks(10);

    UsageReport usage = bed.result().usage();
    assertThat(usage.promptTokens()).as("all have one prompt").hasValue(150);
    assertThat(usage.completionTokens()).isEmpty();
    assertThat(bed.result().lost().exact()).isEmpty();
  }

  @Test
  void vote_ownFailure_endsWithWhatHasFinished() {
    bed.start(
        bed.vote(options(2, 2).build())
            .timer(
                (delay, task) -> {
                  throw new IllegalStateException("no timer");
                }));

    assertThat(bed.result().reason()).isEqualTo(Reason.OWN_FAILURE);
    assertThat(bed.open()).isEmpty();
  }

  @Test
  void meter_manyVotes_addsUp() {
    bed.start(options(2, 2).build());
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    assertThat(bed.meter.status())
        .containsEntry("votes", 1L)
        .containsEntry("branchesFinished", 2L)
        .containsEntry("keptTokens", 8L)
        .containsEntry("ended", Map.of("all-ran", 1L));
    assertThat(List.copyOf(bed.meter.status().keySet())).contains("lateTokens", "probeTokens");
  }

  private static UsageReport usage(long prompt, long completion) {
    return new UsageReport(
        OptionalLong.of(prompt),
        OptionalLong.of(completion),
        OptionalLong.of(prompt + completion),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
