package dev.pith.plugin.vote;

import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.vote.LiveBranch.State;
import dev.pith.plugin.vote.VoteResult.Reason;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.vote.AnswerClasses;
import dev.pith.verifier.vote.BranchVote;
import dev.pith.verifier.vote.Decision;
import dev.pith.verifier.vote.Decision.Outcome;
import dev.pith.verifier.vote.VotePolicy;
import dev.pith.verifier.vote.WaveSettings;
import dev.pith.verifier.vote.WeightedVote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one question from branches that stream side by side: starts them in waves, lets them vote
 * as they finish, ends the vote when its lead is safe, and ends what still runs at once.
 *
 * <p>What is decided is {@link BranchVote}'s, as in a replay. A branch that breaks, hangs or says
 * nothing has no vote and never holds the others up. Its methods may be called on any thread; it
 * works on the executor alone.
 */
public final class LiveVote {

  private static final Logger LOG = LoggerFactory.getLogger(LiveVote.class);

  private final VoteOptions options;
  private final WaveSettings waves;
  private final int limit;
  private final BranchSource source;
  private final VoteTimer timer;
  private final Executor executor;
  private final VoteMeter meter;
  private final Consumer<VoteResult> onEnd;
  private final Ballot ballot;
  private final BranchVote vote;
  private final @Nullable BranchProbes probes;
  private final List<LiveBranch> branches = new ArrayList<>();
  private final BranchSteps steps = new BranchSteps(branches);
  private final SilenceWatch silence;

  private Runnable timeLimit = () -> {};
  private int failedInARow;
  private int uncancelled;
  private @Nullable Throwable failure;
  private @Nullable Settled settled;
  private boolean over;

  /** A vote that is decided for an answer whose branch still writes it. */
  private record Settled(Reason reason, Outcome outcome) {}

  LiveVote(LiveVoteBuilder parts, Consumer<VoteResult> onEnd) {
    options = parts.options;
    waves = parts.probing == null ? options.waves().finishedOnly() : options.waves();
    limit = Math.min(parts.limit, waves.most());
    source = parts.source;
    timer = parts.timer;
    executor = parts.executor;
    meter = parts.meter;
    this.onEnd = onEnd;
    ballot = new Ballot(parts.question);
    vote = VotePolicy.waves(waves).begin(limit);
    silence = new SilenceWatch(options.silence(), this::after, branches, this::onLook);
    probes =
        parts.probing == null || !waves.probes()
            ? null
            : new BranchProbes(parts.probing, parts.question, meter, this::post);
  }

  /**
   * Collects what a vote needs.
   *
   * @param source starts its branches
   * @param executor runs tasks one after the other, in order, and never inside another one
   */
  public static LiveVoteBuilder builder(BranchSource source, Executor executor) {
    return new LiveVoteBuilder(source, executor);
  }

  void begin() {
    post(
        () -> {
          timeLimit = after(options.timeLimit(), this::onTimeLimit);
          silence.begin();
          apply(vote.onStep());
          advance();
        });
  }

  /** Nobody wants the answer any more: ends all branches; the end is not told. */
  public void cancel() {
    post(
        () -> {
          if (!over) {
            close();
            meter.abandoned(result(Reason.ALL_RAN, standing()));
          }
        });
  }

  private void apply(Decision decision) {
    decision.stop().forEach(index -> cancel(branches.get(index)));
    for (int k = 0; k < decision.start() && !over; k++) {
      startBranch();
    }
    decision.end().ifPresent(this::decided);
  }

  private void startBranch() {
    LiveBranch branch = new LiveBranch(branches.size(), steps.front(), options.stepTokens());
    branches.add(branch);
    try {
      branch.streamsBy(source.start(branch.index(), new News(branch)));
    } catch (RuntimeException refused) {
      failed(branch, refused);
    }
  }

  /** Asks what to do at the end of each step that is over. */
  private void advance() {
    while (!over && settled == null && steps.isOver()) {
      Optional<Reason> hopeless = anyRuns() ? Optional.empty() : hopeless();
      if (hopeless.isPresent()) {
        end(hopeless.get(), standing());
        return;
      }
      steps.count();
      apply(vote.onStep());
    }
  }

  /** Returns why no further branch is worth its tokens. */
  private Optional<Reason> hopeless() {
    if (failedInARow >= Math.min(limit, waves.first())) {
      return Optional.of(Reason.FAILURES);
    }
    boolean unreadable =
        !waves.unreadableVotes() && count(State.FINISHED) > 0 && Ballot.votes(branches).isEmpty();
    return unreadable && branches.size() < limit
        ? Optional.of(Reason.UNREADABLE)
        : Optional.empty();
  }

  private void decided(Outcome outcome) {
    Reason reason = anyRuns() || branches.size() < limit ? Reason.SETTLED : Reason.ALL_RAN;
    Optional<LiveBranch> writing =
        outcome.answer() < 0 || Ballot.best(branches, outcome.answer()).isPresent()
            ? Optional.empty()
            : branches.stream()
                .filter(branch -> branch.isRunning() && branch.answerClass() == outcome.answer())
                .max(Comparator.comparingLong(branch -> branch.tokens().tokens()));
    if (writing.isPresent()) {
      settled = new Settled(reason, outcome);
      branches.stream()
          .filter(branch -> branch.isRunning() && branch != writing.get())
          .forEach(this::cancel);
    } else {
      end(reason, outcome);
    }
  }

  private void onText(LiveBranch branch, String text, boolean isAnswer) {
    progress(branch, () -> branch.onText(text, isAnswer, probes != null));
  }

  private void progress(LiveBranch branch, Runnable news) {
    long before = branch.tokens().tokens();
    news.run();
    if (over) {
      meter.late(Math.max(0, branch.tokens().tokens() - before));
    } else if (branch.isRunning() && branch.crossedStep()) {
      if (probes != null && branch.thinks()) {
        probes.probe(branch, this::onProbe);
      }
      advance();
    }
  }

  private void onProbe(LiveBranch branch, Optional<String> answer) {
    if (!over && settled == null && branch.isRunning()) {
      branch.answers(answer.map(ballot::number).orElse(AnswerClasses.UNREADABLE));
      vote.onProbe(branch.index(), branch.answerClass());
    }
  }

  private void onBranchEnd(LiveBranch branch, boolean complete) {
    if (!branch.isRunning()) {
      return;
    }
    if (branch.saidNothing()) {
      onBranchFailure(branch, new IllegalStateException("the branch ended without a word"));
      return;
    }
    branch.answers(complete ? ballot.read(branch.answerText()) : AnswerClasses.UNREADABLE);
    branch.becomes(State.FINISHED);
    steps.branchEnded();
    failedInARow = 0;
    if (settled == null) {
      vote.onFinished(branch.index(), branch.answerClass());
      advance();
    } else {
      end(settled.reason, settled.outcome);
    }
  }

  private void onBranchFailure(LiveBranch branch, Throwable cause) {
    if (branch.isRunning()) {
      failed(branch, cause);
      if (settled == null) {
        advance();
      } else {
        end(settled.reason, settled.outcome);
      }
    }
  }

  private void failed(LiveBranch branch, Throwable cause) {
    branch.becomes(State.FAILED);
    steps.branchEnded();
    failedInARow++;
    if (failure == null) {
      failure = cause;
    }
    if (settled == null) {
      vote.onFailed(branch.index());
    }
  }

  /** What stands still is not waited for; what has stood still for too long is given up. */
  private void onLook(List<LiveBranch> silent) {
    for (LiveBranch branch : silent) {
      endStream(branch);
      long millis = options.silence().toMillis();
      onBranchFailure(branch, new TimeoutException("a branch was silent for " + millis + " ms"));
    }
    advance();
  }

  private void onTimeLimit() {
    if (!over) {
      end(Reason.TIME_LIMIT, settled == null ? standing() : settled.outcome);
    }
  }

  /** Returns what the finished branches say as things stand. */
  private Outcome standing() {
    WeightedVote votes = Ballot.votes(branches);
    double share = votes.isEmpty() ? 0 : votes.leaderMass() / votes.total();
    return new Outcome(votes.leader(), votes.confidence(), share);
  }

  private void end(Reason reason, Outcome outcome) {
    close();
    VoteResult result = result(reason, outcome);
    meter.ended(result);
    try {
      onEnd.accept(result);
    } catch (RuntimeException thrown) {
      LOG.error("the end of a vote could not be told", thrown);
    }
  }

  /** Ends whatever runs. */
  private void close() {
    over = true;
    timeLimit.run();
    silence.close();
    branches.stream().filter(LiveBranch::isRunning).forEach(this::cancel);
  }

  private void cancel(LiveBranch branch) {
    branch.becomes(State.CANCELLED);
    endStream(branch);
  }

  private void endStream(LiveBranch branch) {
    RuntimeException refused = branch.cancelStream();
    if (refused != null) {
      uncancelled++;
      LOG.debug("a branch cannot be cancelled, what it still sends is counted", refused);
    }
  }

  private VoteResult result(Reason reason, Outcome outcome) {
    Optional<LiveBranch> winner = Ballot.best(branches, outcome.answer());
    if (outcome.answer() < 0 || winner.isEmpty()) {
      winner = Ballot.best(branches, Ballot.votes(branches).leader());
    }
    VoteTotals totals = VoteTotals.of(branches);
    return new VoteResult(
        reason,
        winner.map(branch -> OptionalInt.of(branch.index())).orElse(OptionalInt.empty()),
        winner.flatMap(branch -> ballot.text(branch.answerClass())),
        outcome.confidence(),
        outcome.share(),
        ballot.count(branches),
        branches.size(),
        count(State.FINISHED),
        count(State.CANCELLED),
        count(State.FAILED),
        uncancelled,
        count(State.FINISHED) < waves.minFinished(),
        totals.kept(),
        totals.lost(),
        probes == null ? ProbeCost.NOTHING : probes.cost(),
        totals.usage(),
        Optional.ofNullable(failure),
        totals.sequentialTokens());
  }

  private boolean anyRuns() {
    return branches.stream().anyMatch(LiveBranch::isRunning);
  }

  private int count(State state) {
    return (int) branches.stream().filter(branch -> branch.state() == state).count();
  }

  private Runnable after(Duration delay, Runnable task) {
    return timer.after(delay, () -> post(task));
  }

  private void post(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
    } catch (RejectedExecutionException closed) {
      LOG.debug("the executor of a vote takes no more tasks", closed);
    }
  }

  /** Whatever fails here, the caller gets an answer and nothing runs on. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | StackOverflowError fault) {
      LOG.error("a vote failed, it ends with what has finished", fault);
      if (!over) {
        end(Reason.OWN_FAILURE, standing());
      }
    }
  }

  /** Brings the news of a branch to the executor. */
  private final class News implements BranchListener {
    private final LiveBranch branch;

    News(LiveBranch branch) {
      this.branch = branch;
    }

    @Override
    public void onThinking(String text) {
      post(() -> onText(branch, text, false));
    }

    @Override
    public void onAnswer(String text) {
      post(() -> onText(branch, text, true));
    }

    @Override
    public void onTokens(TokenCount soFar) {
      post(() -> progress(branch, () -> branch.onTokens(soFar)));
    }

    @Override
    public void onLogProbs(double sum, long tokens) {
      post(() -> branch.onLogProbs(sum, tokens));
    }

    @Override
    public void onUsage(UsageReport usage) {
      post(() -> progress(branch, () -> branch.onUsage(usage)));
    }

    @Override
    public void onEnd(boolean complete) {
      post(() -> onBranchEnd(branch, complete));
    }

    @Override
    public void onFailure(Throwable cause) {
      post(() -> onBranchFailure(branch, cause));
    }
  }
}
