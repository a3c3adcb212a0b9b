package dev.pith.plugin.vote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Branches that say what a test tells them to, on an executor and by a clock that it moves. */
final class BranchBed implements BranchSource {

  static final String QUESTION = "What is 17 times 23?";

  final List<Stream> streams = new ArrayList<>();
  final List<VoteResult> results = new ArrayList<>();
  final VoteMeter meter = new VoteMeter();

  /** Which branches cannot be started, and which cannot be cancelled. */
  IntPredicate refusesToStart = index -> false;

  IntPredicate refusesToEnd = index -> false;

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private long nowMillis;
  private boolean running;

  private record Timer(long atMillis, Runnable task) {}

  /** One stream. */
  final class Stream implements Branch {
    final int index;
    private final BranchListener listener;
    boolean cancelled;
    boolean over;

    Stream(int index, BranchListener listener) {
      this.index = index;
      this.listener = listener;
    }

    @Override
    public void cancel() {
      if (refusesToEnd.test(index)) {
        throw new UnsupportedOperationException("no handle");
      }
      cancelled = true;
    }

    /** Tells whether its server still writes it. */
    boolean isOpen() {
      return !cancelled && !over;
    }

    /** Thinks so many tokens, each of which is a piece. */
    Stream thinks(int tokens) {
      for (int k = 0; k < tokens; k++) {
        listener.onThinking("hm ");
      }
      run();
      return this;
    }

    /** Answers in one piece for each word. */
    Stream says(String text) {
      for (String word : text.split("(?<= )", -1)) {
        listener.onAnswer(word);
      }
      run();
      return this;
    }

    /** Answers in four tokens and ends. */
    Stream answers(String value) {
      return says("The answer is " + value).ends();
    }

    Stream ends() {
      over = true;
      listener.onEnd(true);
      run();
      return this;
    }

    Stream isCutOff() {
      over = true;
      listener.onEnd(false);
      run();
      return this;
    }

    Stream breaks(String why) {
      over = true;
      listener.onFailure(new IllegalStateException(why));
      run();
      return this;
    }

    BranchListener listener() {
      return listener;
    }
  }

  @Override
  public Branch start(int index, BranchListener listener) {
    if (refusesToStart.test(index)) {
      throw new IllegalStateException("refused " + index);
    }
    while (streams.size() < index) {
      streams.add(new Stream(streams.size(), listener));
    }
    Stream stream = new Stream(index, listener);
    streams.add(stream);
    return stream;
  }

  LiveVoteBuilder vote(VoteOptions options) {
    return LiveVote.builder(this, tasks::add)
        .question(QUESTION)
        .options(options)
        .meter(meter)
        .timer(this::after);
  }

  /** Starts a vote. */
  LiveVote start(VoteOptions options) {
    return start(vote(options));
  }

  LiveVote start(LiveVoteBuilder parts) {
    LiveVote vote = parts.start(results::add);
    run();
    return vote;
  }

  Stream stream(int index) {
    return streams.get(index);
  }

  /** Returns the only result. */
  VoteResult result() {
    if (results.size() != 1) {
      throw new AssertionError("there is not one result: " + results);
    }
    return results.get(0);
  }

  List<Stream> open() {
    return streams.stream().filter(Stream::isOpen).toList();
  }

  /** Runs what waits. */
  void run() {
    if (running) {
      throw new AssertionError("a task inside a task");
    }
    running = true;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    running = false;
  }

  /** Lets time pass. */
  void pass(Duration time) {
    long end = nowMillis + time.toMillis();
    for (Timer next = due(end); next != null; next = due(end)) {
      nowMillis = next.atMillis;
      timers.remove(next);
      next.task.run();
      run();
    }
    nowMillis = end;
  }

  /** Returns how many timers are set. */
  int timers() {
    return timers.size();
  }

  private @Nullable Timer due(long untilMillis) {
    return timers.stream()
        .filter(timer -> timer.atMillis <= untilMillis)
        .min((a, b) -> Long.compare(a.atMillis, b.atMillis))
        .orElse(null);
  }

  private Runnable after(Duration delay, Runnable task) {
    Timer timer = new Timer(nowMillis + delay.toMillis(), task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** Returns options with steps of 10 tokens whose lead is safe with two votes against none. */
  static VoteOptions.Builder options(int first, int most) {
    return VoteOptions.builder()
        .set("most", most)
        .set("first", first)
        .set("grow", first)
        .set("gapSteps", 3)
        .set("confidence", 0.8)
        .set("hold", 1)
        .set("minFinished", 2)
        .set("stepTokens", 10);
  }

  static <T> CompletableFuture<T> now(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
