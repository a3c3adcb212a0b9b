package dev.pith.plugin.vote;

import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeReading;
import dev.pith.verifier.detect.Prober;
import dev.pith.verifier.detect.Prober.Place;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads the answers of branches that still think, aside from their streams, one probe of a branch
 * at a time. Confined to the vote's executor.
 */
final class BranchProbes {

  /**
   * How branches are probed.
   *
   * @param opener the words behind which the model goes on to its answer
   */
  record Probing(Prober prober, String opener) {}

  private final Probing probing;
  private final String question;
  private final VoteMeter meter;
  private final Consumer<Runnable> later;
  private ProbeCost cost = ProbeCost.NOTHING;
  private int open;

  /**
   * Has made no probe.
   *
   * @param later runs a task on the vote's executor
   */
  BranchProbes(Probing probing, String question, VoteMeter meter, Consumer<Runnable> later) {
    this.probing = probing;
    this.question = question;
    this.meter = meter;
    this.later = later;
  }

  /**
   * Probes a branch, unless a probe of it is open.
   *
   * @param onAnswer is told its answer, empty when it has none; not called when the probe failed
   */
  void probe(LiveBranch branch, BiConsumer<LiveBranch, Optional<String>> onAnswer) {
    if (!branch.beginProbe()) {
      return;
    }
    open++;
    CompletableFuture<ProbeReading> reading = ask(branch.thinking());
    if (reading.isDone()) { // what is there at once counts at once
      read(branch, reading, onAnswer);
    } else {
      reading
          .minimalCompletionStage()
          .thenRun(() -> later.accept(() -> read(branch, reading, onAnswer)));
    }
  }

  /** Returns what all probes so far have cost; unknown while one is open. */
  ProbeCost cost() {
    return open == 0 ? cost : ProbeCost.UNKNOWN;
  }

  private CompletableFuture<ProbeReading> ask(String thinking) {
    try {
      return probing
          .prober
          .probe(Place.IN_ANSWER, thinking)
          .exceptionally(failed -> ProbeReading.failed(ProbeCost.UNKNOWN))
          .toCompletableFuture();
    } catch (RuntimeException refused) {
      return CompletableFuture.completedFuture(ProbeReading.failed(ProbeCost.UNKNOWN));
    }
  }

  private void read(
      LiveBranch branch,
      CompletableFuture<ProbeReading> told,
      BiConsumer<LiveBranch, Optional<String>> onAnswer) {
    ProbeReading reading = told.join();
    branch.endProbe();
    open--;
    cost = cost.plus(reading.cost());
    meter.probed(reading.cost());
    if (!reading.tokens().isEmpty()) {
      onAnswer.accept(branch, reading.answer(question, probing.opener));
    }
  }
}
