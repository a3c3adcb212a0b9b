package dev.pith.plugin.vote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.vote.BranchBed.Stream;
import dev.pith.plugin.vote.VoteMeter.Count;
import dev.pith.plugin.vote.VoteResult.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, there is one answer and nothing runs on. */
class VoteInterleavingTest {

  private static final int SEEDS = 1500;

  private final Random random = new Random();
  private BranchBed bed = new BranchBed();

  @Test
  void vote_anyOrderOfNews_endsOnceAndLeavesNothingRunning() {
    for (int seed = 0; seed < SEEDS; seed++) {
      random.setSeed(seed);
      bed = new BranchBed();
      int limit = 1 + random.nextInt(12);
      VoteOptions options = options(limit);
      bed.refusesToStart = index -> index % 7 == 3 && limit > 6;
      bed.refusesToEnd = index -> index % 5 == 4;
      bed.start(bed.vote(options).limit(limit));

      play();

      check("seed " + seed, limit, options);
    }
  }

  @Test
  void vote_sameSeed_sameResult() {
    VoteResult first = null;
    for (int turn = 0; turn < 2; turn++) {
      random.setSeed(77);
      bed = new BranchBed();
      bed.start(bed.vote(options(9)).limit(9));
      play();
      first = first == null ? bed.result() : first;
      assertThat(bed.result().votes()).isEqualTo(first.votes());
      assertThat(bed.result().lost()).isEqualTo(first.lost());
      assertThat(bed.result().winner()).isEqualTo(first.winner());
    }
  }

  private VoteOptions options(int limit) {
    int first = 1 + random.nextInt(limit);
    return BranchBed.options(first, limit)
        .set("grow", 1 + random.nextInt(4))
        .set("confidence", 0.5 + random.nextInt(6) / 10.0)
        .set("hold", 1 + random.nextInt(3))
        .set("minFinished", random.nextInt(4))
        .set("unreadableVotes", random.nextBoolean())
        .set("stepTokens", 1 + random.nextInt(12))
        .set("silenceMs", 1000)
        .set("timeLimitMs", 60_000)
        .build();
  }

  /** Lets one branch after the other say something, until the vote is over. */
  private void play() {
    for (int turn = 0; bed.results.isEmpty(); turn++) {
      assertThat(turn).as("turns").isLessThan(5000);
      List<Stream> open = bed.open();
      if (open.isEmpty() || random.nextInt(40) == 0) {
        bed.pass(Duration.ofMillis(1 + random.nextInt(1500)));
      } else {
        say(open.get(random.nextInt(open.size())));
      }
    }
    for (Stream open : bed.open()) { // only what cannot be ended
      open.thinks(2).answers("391");
    }
  }

  private void say(Stream stream) {
    switch (random.nextInt(12)) {
      case 0 -> stream.answers(random.nextInt(3) == 0 ? "390" : "391");
      case 1 -> stream.says("Who knows, my dear friend.").ends();
      case 2 -> stream.breaks("reset");
      case 3 -> stream.ends();
      case 4 -> stream.says("The answer is 3").isCutOff();
      default -> stream.thinks(1 + random.nextInt(20));
    }
  }

  private void check(String seed, int limit, VoteOptions options) {
    VoteResult result = bed.result();
    assertThat(bed.open()).as(seed).isEmpty();
    assertThat(bed.timers()).as(seed).isZero();
    assertThat(result.started()).as(seed).isBetween(1, limit);
    assertThat(result.finished() + result.cancelled() + result.failed())
        .as(seed)
        .isEqualTo(result.started());
    assertThat(result.winner().isPresent()).as(seed).isEqualTo(result.finished() > 0);
    assertThat(result.votes().stream().mapToInt(VoteResult.Votes::branches).sum())
        .as(seed)
        .isEqualTo(result.finished());
    if (result.winner().isPresent() && !options.waves().unreadableVotes()) {
      int most =
          result.votes().stream()
              .filter(votes -> votes.answer().isPresent())
              .mapToInt(VoteResult.Votes::branches)
              .max()
              .orElse(0);
      assertThat(result.votes())
          .as("%s: %s", seed, result)
          .filteredOn(votes -> votes.answer().equals(result.answer()))
          .allMatch(votes -> votes.answer().isEmpty() ? most == 0 : votes.branches() == most);
    }
    assertThat(result.reason()).as(seed).isNotEqualTo(Reason.OWN_FAILURE);
    assertThat(bed.meter.get(Count.VOTES)).as(seed).isEqualTo(1);
    assertThat(bed.meter.get(Count.BRANCHES_STARTED)).as(seed).isEqualTo(result.started());
  }
}
