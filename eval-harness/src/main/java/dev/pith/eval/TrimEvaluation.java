package dev.pith.eval;

import dev.pith.eval.dataset.ReadSummary;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.policy.Policy;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.policy.SavingTarget;
import dev.pith.eval.report.Outcome;
import dev.pith.eval.report.RowKey;
import dev.pith.eval.report.RunNotes;
import dev.pith.eval.report.TrimReport;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Runs the policies over recorded traces, twice: first those that decide on each trace by itself,
 * then the controls that match what {@code pith} saved in the first run.
 *
 * <p>Traces are streamed: at most {@value #TRACES_PER_THREAD} texts are held for each thread. The
 * result does not depend on the number of threads. An evaluation is run once, by one thread.
 */
final class TrimEvaluation {
  /** Hears of the progress, on the thread that runs the evaluation. */
  interface Listener {
    /** The traces are read for the first or for the second time. */
    void onPass(int pass);

    /** A trace was replayed. */
    void onTrace();

    /** A line could not be read. */
    void onBadLine(Path file, long line, String reason);
  }

  /**
   * What is evaluated.
   *
   * @param files the files with the traces
   * @param policies the names of the policies
   * @param seed the seed of the random cuts and of the intervals
   * @param limitPerFile how many traces of each file are replayed, at least 1
   * @param threads how many traces are replayed at the same time, at least 1
   */
  record Plan(List<Path> files, List<String> policies, long seed, long limitPerFile, int threads) {}

  private static final int TRACES_PER_THREAD = 4;

  private final Plan plan;
  private final PolicyRegistry registry;
  private final Listener listener;
  private final TrimReport report = new TrimReport();
  private final Map<RowKey, SavingTarget> targets = new HashMap<>();
  private long used;
  private long exactTokens;

  TrimEvaluation(Plan plan, PolicyRegistry registry, Listener listener) {
    this.plan = plan;
    this.registry = registry;
    this.listener = listener;
  }

  /** Replays all traces and returns what is to be known about the run. */
  RunNotes run() {
    List<String> firstNames = new ArrayList<>(plan.policies());
    firstNames.add(PolicyRegistry.PITH);
    List<Policy> first = registry.independent(firstNames);
    listener.onPass(1);
    ReadSummary read = new Pass(trace -> first).run();
    RunNotes notes = new RunNotes(read, used, exactTokens, plan.seed());
    Map<RowKey, List<Policy>> second = new HashMap<>();
    targets.forEach(
        (key, target) ->
            second.put(key, PolicyRegistry.matched(plan.policies(), target, plan.seed())));
    if (second.values().stream().anyMatch(policies -> !policies.isEmpty())) {
      listener.onPass(2);
      new Pass(trace -> second.getOrDefault(TraceReplay.key(trace), List.of())).run();
    }
    return notes;
  }

  /** Returns the results of the run. */
  TrimReport report() {
    return report;
  }

  private void add(TraceReplay replay) {
    replay.loop().ifPresent(report::add);
    for (Outcome outcome : replay.outcomes()) {
      report.add(outcome);
      if (outcome.policy().equals(PolicyRegistry.PITH)) {
        targets
            .computeIfAbsent(outcome.key(), key -> new SavingTarget())
            .add(outcome.fullTokens(), outcome.keptTokens() + outcome.costTokens());
      }
    }
    listener.onTrace();
  }

  /** One reading of all files: the traces are replayed in parallel and added up in their order. */
  private final class Pass implements TraceReader.Listener {
    private final Function<RecordedTrace, List<Policy>> policies;
    private final Map<Path, Long> perFile = new HashMap<>();
    private final Queue<Future<TraceReplay>> running = new ArrayDeque<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(plan.threads());

    Pass(Function<RecordedTrace, List<Policy>> policies) {
      this.policies = policies;
    }

    ReadSummary run() {
      try {
        ReadSummary read = TraceReader.read(plan.files(), this);
        running.forEach(this::await);
        return read;
      } finally {
        workers.shutdownNow();
      }
    }

    @Override
    public void onTrace(RecordedTrace trace) {
      if (perFile.merge(trace.file(), 1L, Long::sum) > plan.limitPerFile()) {
        return;
      }
      used++;
      exactTokens += trace.hasExactTokens() ? 1 : 0;
      if (running.size() >= plan.threads() * TRACES_PER_THREAD) {
        await(running.remove());
      }
      running.add(workers.submit(() -> TraceReplay.of(trace, policies.apply(trace))));
    }

    @Override
    public void onBadLine(Path file, long line, String reason) {
      listener.onBadLine(file, line, reason);
    }

    private void await(Future<TraceReplay> replay) {
      try {
        add(replay.get());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while traces are replayed", interrupted);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException fault) {
          throw fault;
        }
        throw new IllegalStateException("a trace cannot be replayed", failed.getCause());
      }
    }
  }
}
