package dev.pith.plugin.vote;

import static dev.pith.plugin.vote.BranchBed.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.vote.VoteMeter.Count;
import dev.pith.plugin.vote.VoteResult.Reason;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeReading;
import dev.pith.verifier.detect.Prober;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProbedVoteTest {

  private static final String OPENER = "The answer is";

  private final BranchBed bed = new BranchBed();
  private final List<String> probed = new ArrayList<>();

  @Test
  void vote_runningBranchesAgree_endsAndLetsOneOfThemFinish() {
    start(probes(3).set("minFinished", 0).build(), says("391"));
    step(0, 1, 2);
    step(0, 1, 2);

    assertThat(bed.results).as("none of the winning branches has finished").isEmpty();
    assertThat(bed.open()).as("one is left to write the answer").hasSize(1);
    bed.open().get(0).answers("391");

    assertThat(bed.result().reason()).isEqualTo(Reason.SETTLED);
    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.result().finished()).isEqualTo(1);
    assertThat(bed.result().cancelled()).isEqualTo(2);
  }

  @Test
  void vote_branchThatShouldAnswerBreaks_saysThatThereIsNone() {
    start(probes(3).set("minFinished", 0).build(), says("391"));
    step(0, 1, 2);
    step(0, 1, 2);

    bed.open().get(0).breaks("connection reset");

    assertThat(bed.result().winner()).isEmpty();
    assertThat(bed.result().failure()).isPresent();
  }

  @Test
  void vote_branchContradictsAClearLeader_isCancelled() {
    start(
        probes(3)
            .set("confidence", 1)
            .set("probeWeight", 0.2)
            .set("prune", true)
            .set("prunePatience", 2)
            .build(),
        says("390"));
    bed.stream(0).answers("391");
    step(1, 2);
    step(1, 2);

    assertThat(bed.stream(1).cancelled).isTrue();
    assertThat(bed.result().answer()).contains("391");
  }

  @Test
  void probes_costAndAreCounted() {
    start(probes(2).set("minFinished", 2).build(), says("391"));
    step(0, 1);
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    assertThat(bed.result().probes()).isEqualTo(ProbeCost.of(20, 8, 2));
    assertThat(bed.meter.get(Count.PROBE_TOKENS)).isEqualTo(14);
    assertThat(probed).hasSize(2).allMatch(thinking -> thinking.startsWith("hm hm"));
  }

  @Test
  void probe_stillOpen_isNotAskedAgainAndItsPriceIsUnknown() {
    CompletableFuture<ProbeReading> late = new CompletableFuture<>();
    start(
        probes(2).build(),
        (place, thinking) -> {
          probed.add(thinking);
          return late;
        });
    step(0, 1);
    step(0, 1);
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    assertThat(probed).hasSize(2);
    assertThat(bed.result().probes()).isEqualTo(ProbeCost.UNKNOWN);
    late.complete(reading("390"));
    bed.run();
    assertThat(bed.meter.get(Count.PROBE_TOKENS)).as("it is told when it comes").isEqualTo(14);
  }

  @Test
  void prober_throws_theVoteGoesOnWithFinishedBranches() {
    start(
        probes(2).build(),
        (place, thinking) -> {
          throw new IllegalStateException("no slot");
        });
    step(0, 1);
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    assertThat(bed.result().answer()).contains("391");
    assertThat(bed.result().probes()).isEqualTo(ProbeCost.UNKNOWN);
  }

  @Test
  void finishedOnly_neverReadsAProbe() {
    start(options(2, 2).build(), says("391"));
    step(0, 1);
    bed.stream(0).answers("391");
    bed.stream(1).answers("391");

    assertThat(probed).isEmpty();
  }

  private static VoteOptions.Builder probes(int branches) {
    return options(branches, branches)
        .set("probeWeight", 1)
        .set("equalProbes", 2)
        .set("warmUp", 1)
        .set("pruneShare", 0.5);
  }

  private void start(VoteOptions options, Prober prober) {
    bed.start(bed.vote(options).prober(prober, OPENER));
  }

  private void step(int... branches) {
    for (int branch : branches) {
      bed.stream(branch).thinks(10);
    }
  }

  private Prober says(String answer) {
    return (place, thinking) -> {
      probed.add(thinking);
      return BranchBed.now(reading(answer));
    };
  }

  private static ProbeReading reading(String answer) {
    return new ProbeReading(
        List.of(new NextToken(" " + answer, OptionalDouble.empty(), Map.of())),
        ProbeCost.of(10, 4, 1));
  }
}
