package dev.pith.plugin.vote;

import dev.pith.verifier.detect.Prober;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link LiveVote} needs; what is not set keeps a default. Not thread-safe. */
public final class LiveVoteBuilder {
  final BranchSource source;
  final Executor executor;
  VoteOptions options = VoteOptions.DEFAULT;
  int limit = Integer.MAX_VALUE;
  String question = "";
  VoteTimer timer = VoteTimer.system();
  VoteMeter meter = new VoteMeter();
  BranchProbes.@Nullable Probing probing;

  LiveVoteBuilder(BranchSource source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  /** Sets how it is voted; {@link VoteOptions#DEFAULT} by default. */
  public LiveVoteBuilder options(VoteOptions all) {
    options = all;
    return this;
  }

  /**
   * Sets how many branches there may be in all, if these are fewer than the options allow.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public LiveVoteBuilder limit(int branches) {
    if (branches < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + branches);
    }
    limit = branches;
    return this;
  }

  /** Sets the user's question, which answers are read by; empty by default, for unknown. */
  public LiveVoteBuilder question(String text) {
    question = text;
    return this;
  }

  /**
   * Sets who reads the answers of branches that still think, for options that look at them; without
   * it finished branches alone are looked at.
   *
   * @param opener the words behind which it makes the model go on to its answer
   */
  public LiveVoteBuilder prober(Prober prober, String opener) {
    probing = new BranchProbes.Probing(prober, opener);
    return this;
  }

  /** Sets who keeps the time; that of the system by default. */
  public LiveVoteBuilder timer(VoteTimer clock) {
    timer = clock;
    return this;
  }

  /** Sets what the vote is counted by. */
  public LiveVoteBuilder meter(VoteMeter counts) {
    meter = counts;
    return this;
  }

  /**
   * Starts the vote.
   *
   * @param onEnd is given the result, once, on the executor, when nothing runs any more but what
   *     cannot be cancelled; not after {@link LiveVote#cancel}
   */
  public LiveVote start(Consumer<VoteResult> onEnd) {
    LiveVote vote = new LiveVote(this, onEnd);
    vote.begin();
    return vote;
  }
}
