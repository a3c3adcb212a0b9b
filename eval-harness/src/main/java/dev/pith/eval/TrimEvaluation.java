package dev.pith.eval;

import dev.pith.eval.dataset.ReadSummary;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.grade.AnswerGrader;
import dev.pith.eval.grade.Grade;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.policy.Kept;
import dev.pith.eval.policy.Policy;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.policy.SavingTarget;
import dev.pith.eval.report.Outcome;
import dev.pith.eval.report.RowKey;
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
 * <p>Traces are streamed: no more texts are held than there are threads, times {@value
 * #TRACES_PER_THREAD}. The result does not depend on the number of threads.
 */
final class TrimEvaluation {
  private static final int TRACES_PER_THREAD = 4;

  /** Hears of the progress and of what cannot be read. */
  interface Listener {
    void onTrace();

    void onBadLine(Path file, long line, String reason);
  }

  private final List<Path> files;
  private final PolicyRegistry registry;
  private final List<String> policies;
  private final long seed;
  private final long limitPerFile;
  private final int threads;
  private final Listener listener;
  private final TrimReport report = new TrimReport();
  private final Map<RowKey, SavingTarget> targets = new HashMap<>();

  TrimEvaluation(
      List<Path> files,
      PolicyRegistry registry,
      List<String> policies,
      long seed,
      long limitPerFile,
      int threads,
      Listener listener) {
    this.files = files;
    this.registry = registry;
    this.policies = policies;
    this.seed = seed;
    this.limitPerFile = limitPerFile;
    this.threads = threads;
    this.listener = listener;
  }

  TrimReport report() {
    return report;
  }

  ReadSummary run() {
    List<String> firstNames = new ArrayList<>(policies);
    firstNames.add(PolicyRegistry.PITH);
    List<Policy> first = registry.independent(firstNames);
    ReadSummary summary = pass(trace -> first, true);
    Map<RowKey, List<Policy>> second = new HashMap<>();
    targets.forEach(
        (key, target) -> second.put(key, PolicyRegistry.matched(policies, target, seed)));
    if (second.values().stream().anyMatch(list -> !list.isEmpty())) {
      pass(trace -> second.getOrDefault(key(trace), List.of()), false);
    }
    return summary;
  }

  private ReadSummary pass(Function<RecordedTrace, List<Policy>> policiesOf, boolean isFirst) {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    Queue<Future<List<Outcome>>> pending = new ArrayDeque<>();
    Map<Path, Long> perFile = new HashMap<>();
    try {
      ReadSummary summary =
          TraceReader.read(
              files,
              new TraceReader.Listener() {
                @Override
                public void onTrace(RecordedTrace trace) {
                  if (perFile.merge(trace.file(), 1L, Long::sum) > limitPerFile) {
                    return;
                  }
                  if (pending.size() >= threads * TRACES_PER_THREAD) {
                    take(pending.remove());
                  }
                  pending.add(workers.submit(() -> outcomes(trace, policiesOf.apply(trace))));
                }

                @Override
                public void onBadLine(Path file, long line, String reason) {
                  if (isFirst) {
                    listener.onBadLine(file, line, reason);
                  }
                }
              });
      pending.forEach(this::take);
      return summary;
    } finally {
      workers.shutdownNow();
    }
  }

  private void take(Future<List<Outcome>> done) {
    try {
      for (Outcome outcome : done.get()) {
        report.add(outcome);
        if (outcome.policy().equals(PolicyRegistry.PITH)) {
          targets
              .computeIfAbsent(outcome.key(), key -> new SavingTarget())
              .add(outcome.fullTokens(), outcome.keptTokens() + outcome.costTokens());
        }
      }
      listener.onTrace();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }

  private static RowKey key(RecordedTrace trace) {
    return new RowKey(trace.dataset(), trace.model(), trace.finished());
  }

  private static List<Outcome> outcomes(RecordedTrace trace, List<Policy> policies) {
    StatedAnswers stated = StatedAnswers.of(trace);
    AnswerGrader grader = new AnswerGrader(trace, stated);
    Grade full = grader.full();
    Map<String, Integer> tries = new HashMap<>();
    policies.forEach(policy -> tries.merge(policy.name(), 1, Integer::sum));
    List<Outcome> outcomes = new ArrayList<>();
    for (Policy policy : policies) {
      Kept kept = policy.decide(trace, stated);
      outcomes.add(
          new Outcome(
              key(trace),
              policy.name(),
              trace.questionKey(),
              1.0 / tries.getOrDefault(policy.name(), 1),
              trace.tokens(),
              trace.tokens(kept.position()),
              kept.costTokens(),
              full.correct(),
              grader.at(kept.position()),
              kept.reason()));
    }
    return outcomes;
  }
}
