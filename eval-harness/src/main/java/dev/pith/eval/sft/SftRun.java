package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.BadLineException;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceLines;
import dev.pith.eval.grade.AnswerGrader;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.sft.RunState.Output;
import dev.pith.verifier.anchor.CoarseTrace;
import dev.pith.verifier.surprisal.ProtectedSteps;
import dev.pith.verifier.surprisal.PrunedTrace;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.surprisal.SurprisalPruner;
import dev.pith.verifier.surprisal.TraceSteps;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Turns the lines of a file into rows, in their order.
 *
 * <p>A line that becomes no row is a reject with its number and the reason. When the scorer fails
 * so many times in a row that more would fail too, the run ends before the first of these; the same
 * run, started again, goes on from there.
 */
final class SftRun {
  private static final int MAX_FAILURES_IN_A_ROW = 3;

  /** Hears how far it is, after each line. */
  interface Progress {

    /**
     * A line is done.
     *
     * @param bytes of the input, unpacked, that were read by this run
     * @return whether it is time to note how far the run is
     */
    boolean onLine(long line, long bytes, Map<Count, Long> counts);
  }

  private final SftPlan plan;
  private final TraceScorer scorer;
  private final Progress progress;
  private final SftFiles files;
  private final Map<Count, Long> counts;
  private final Deque<Asked> window = new ArrayDeque<>();
  private long bytes;
  private int failures;
  private @Nullable RunState beforeFailures;

  private SftRun(SftPlan plan, TraceScorer scorer, SftFiles files, Progress progress) {
    this.plan = plan;
    this.scorer = scorer;
    this.files = files;
    this.progress = progress;
    counts = files.begin().mutableCounts();
  }

  /** A trace that is being scored. */
  private record Asked(
      long line,
      RecordedTrace trace,
      TraceSteps steps,
      CompletableFuture<Optional<ScoredTrace>> scores) {}

  /**
   * Runs to the end.
   *
   * @param restart whether what an unfinished run has left is thrown away
   * @return what was counted, by this run and those that it goes on from
   * @throws IOException when a file cannot be read or written, or the scorer goes on failing
   */
  static RunState run(SftPlan plan, TraceScorer scorer, boolean restart, Progress progress)
      throws IOException {
    try (SftFiles files = SftFiles.open(plan, scorer.id(), restart)) {
      return new SftRun(plan, scorer, files, progress).run();
    }
  }

  private RunState run() throws IOException {
    long line = files.begin().line();
    try (TraceLines lines = TraceLines.open(plan.in())) {
      while (next(lines, line)) {
        bytes += lines.length();
        if (lines.number() > files.begin().line()) {
          line = lines.number();
          take(lines);
        }
      }
      while (!window.isEmpty()) {
        settle(window.remove());
      }
    } finally {
      window.forEach(asked -> asked.scores().cancel(true));
    }
    RunState last = files.state(line, counts);
    files.finish(last);
    return last;
  }

  /** What breaks in the middle, as a truncated gzip does, is a broken line and the end. */
  private boolean next(TraceLines lines, long line) throws IOException {
    try {
      return lines.next();
    } catch (IOException broken) {
      count(Count.LINES);
      settleAll();
      reject(line + 1, "", Count.BROKEN, "the file breaks off: " + broken.getMessage());
      return false;
    }
  }

  private void take(TraceLines lines) throws IOException {
    TraceLines.Line read;
    try {
      read = lines.read();
    } catch (BadLineException bad) {
      rejectNow(lines.number(), "", Count.BROKEN, String.valueOf(bad.getMessage()));
      return;
    }
    if (read.trace().isEmpty() || !read.trace().get().hasText()) {
      rejectNow(lines.number(), "", Count.WITHOUT_STEPS, "no thinking in it");
      return;
    }
    RecordedTrace trace = read.trace().get();
    Optional<String> gap = gap(trace);
    if (gap.isPresent()) {
      rejectNow(lines.number(), trace.id(), Count.INCOMPLETE, gap.get());
      return;
    }
    if (isWrong(trace)) {
      rejectNow(
          lines.number(),
          trace.id(),
          Count.WRONG,
          "its answer is not the reference answer, as far as rules can tell");
      return;
    }
    TraceSteps steps = TraceSteps.paragraphs(trace.thinking());
    CompletionStage<Optional<ScoredTrace>> scores;
    try {
      scores = scorer.score(trace, steps, read.record());
    } catch (RuntimeException failure) {
      scores = CompletableFuture.failedStage(failure);
    }
    window.add(new Asked(lines.number(), trace, steps, scores.toCompletableFuture()));
    while (window.size() >= scorer.window()) {
      settle(window.remove());
    }
  }

  /** Returns whether the answer is known to be wrong; most sets do not tell. */
  private static boolean isWrong(RecordedTrace trace) {
    return (trace.correct() != null || trace.gold() != null)
        && Boolean.FALSE.equals(new AnswerGrader(trace, StatedAnswers.of(trace)).full().correct());
  }

  private static Optional<String> gap(RecordedTrace trace) {
    if (trace.question().isBlank()) {
      return Optional.of("no question");
    }
    return trace.answer().isBlank() || Boolean.FALSE.equals(trace.finished())
        ? Optional.of("no answer behind the thinking")
        : Optional.empty();
  }

  private void settle(Asked asked) throws IOException {
    Optional<ScoredTrace> scored;
    try {
      scored = asked.scores().join();
    } catch (CompletionException | CancellationException failed) {
      onFailure(asked, failed.getCause() == null ? failed : failed.getCause());
      return;
    }
    failures = 0;
    beforeFailures = null;
    count(Count.LINES);
    if (scored.isEmpty()) {
      reject(asked.line(), asked.trace().id(), Count.NOT_SCORED, scorer.abstention());
    } else {
      writeRows(asked, scored.get());
    }
    done(asked.line());
  }

  private void writeRows(Asked asked, ScoredTrace scored) throws IOException {
    TraceSteps steps = asked.steps();
    BitSet mustStay = ProtectedSteps.of(steps, asked.trace().prompt(), plan.settings());
    PrunedTrace pruned =
        SurprisalPruner.prune(
            steps,
            scored.present(steps),
            scored.scores(),
            scored.counts(),
            plan.budget(),
            mustStay);
    PrunedTrace control =
        SurprisalPruner.prune(
            steps,
            StepScoring.RANDOM.of(steps, plan.seed()),
            scored.counts(),
            plan.budget(),
            mustStay);
    files.write(Output.ROWS, plan.format().row(asked.trace(), pruned, scored, plan));
    files.write(Output.CONTROL, plan.format().row(asked.trace(), control, scored, plan));
    count(Count.ROWS);
    add(Count.UNTOUCHED, pruned.removedSteps() == 0 ? 1 : 0);
    add(Count.OVER_BUDGET, pruned.budgetReached() ? 0 : 1);
    add(Count.PARTLY_SCORED, pruned.unknownScores() > 0 ? 1 : 0);
    add(Count.COARSE_SKIPPED, scored.coarse().flatMap(CoarseTrace::skipped).isPresent() ? 1 : 0);
    add(Count.TOKENS_BEFORE, pruned.tokensBefore());
    add(Count.TOKENS_AFTER, pruned.tokensAfter());
    add(Count.CONTROL_TOKENS_AFTER, control.tokensAfter());
  }

  private void onFailure(Asked asked, Throwable cause) throws IOException {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    boolean ofTheTrace = cause instanceof IllegalArgumentException;
    if (!ofTheTrace) {
      if (failures++ == 0) {
        beforeFailures = files.state(asked.line() - 1, counts);
      }
      if (failures >= MAX_FAILURES_IN_A_ROW && beforeFailures != null) {
        files.commit(beforeFailures);
        throw new IOException(
            "the scorer "
                + scorer.id()
                + " fails since line "
                + (beforeFailures.line() + 1)
                + " of "
                + plan.in()
                + ": "
                + reason
                + "; the lines before are done, and the same command goes on from there",
            cause);
      }
    }
    count(Count.LINES);
    reject(asked.line(), asked.trace().id(), Count.NOT_SCORED, reason);
    done(asked.line());
  }

  /** A line that was not given to the scorer comes behind those that were. */
  private void rejectNow(long line, String id, Count kind, String reason) throws IOException {
    settleAll();
    count(Count.LINES);
    reject(line, id, kind, reason);
    done(line);
  }

  private void settleAll() throws IOException {
    while (!window.isEmpty()) {
      settle(window.remove());
    }
  }

  private void reject(long line, String id, Count kind, String reason) throws IOException {
    count(kind);
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("line", line);
    if (!id.isEmpty()) {
      row.put("source_id", id);
    }
    files.write(Output.REJECTS, row.put("kind", kind.label()).put("reason", reason));
  }

  private void done(long line) throws IOException {
    if (progress.onLine(line, bytes, counts) && beforeFailures == null) {
      files.commit(files.state(line, counts));
    }
  }

  private void count(Count count) {
    add(count, 1);
  }

  private void add(Count count, long more) {
    counts.merge(count, more, Long::sum);
  }
}
