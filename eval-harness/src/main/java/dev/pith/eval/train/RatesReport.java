package dev.pith.eval.train;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TraceTrimmer;
import dev.pith.verifier.trim.TrimSettings;
import dev.pith.verifier.trim.VerifierQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What the rates of a trace imply, by family and difficulty: how often the first attempt, the whole
 * thinking and the thinking up to a cut come to the right answer, and what the cut saves.
 *
 * <p>Two cuts are shown: after the paragraph in which an answer got its second vote, and where the
 * trimmer cuts without asking a verifier. Shares are of characters, and each trace counts the same.
 */
final class RatesReport {

  /**
   * One row.
   *
   * @param family the family, or "all"
   * @param difficulty the difficulty, or "easy", "hard", "all"
   * @param traces how many traces
   * @param chars mean length of the thinking
   * @param attempts mean number of attempts
   * @param first share of right first attempts
   * @param full share of right final answers
   * @param settled share of right answers when an answer has got its second vote
   * @param settledSaving mean share of the thinking after that
   * @param trimmed share of right answers where the trimmer cuts, full thinking where it does not
   * @param trimmedSaving mean share of the thinking after that
   */
  record Row(
      String family,
      String difficulty,
      int traces,
      double chars,
      double attempts,
      double first,
      double full,
      double settled,
      double settledSaving,
      double trimmed,
      double trimmedSaving) {

    @Override
    public String toString() {
      return String.format(
          "%-9s %-5s %6d %7.0f %8.2f %7.1f %7.1f %8.1f %8.1f %8.1f %8.1f",
          family,
          difficulty,
          traces,
          chars,
          attempts,
          100 * first,
          100 * full,
          100 * settled,
          100 * settledSaving,
          100 * trimmed,
          100 * trimmedSaving);
    }
  }

  static final String HEADER =
      "family    diff  traces   chars attempts first%   full%  settled% saving% trimmed% saving%";

  private final TraceWriter writer;
  private final TrimSettings settings;
  private final List<Sums> sums = new ArrayList<>();

  RatesReport(TraceRates rates, TrimSettings settings) {
    writer = new TraceWriter(rates);
    this.settings = settings;
  }

  /** Writes so many traces of every family and difficulty, and counts. */
  List<Row> rows(int tracesEach, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Sums easy = new Sums("all", "easy");
    Sums hard = new Sums("all", "hard");
    Sums all = new Sums("all", "all");
    for (Family family : Family.values()) {
      for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
        Sums one = new Sums(family.key(), Integer.toString(difficulty));
        for (int i = 0; i < tracesEach; i++) {
          Problem problem = Worlds.draw(family, difficulty, Split.TRAIN, random);
          Trace trace = writer.write(problem, random);
          Kept kept = kept(trace);
          one.add(trace, kept);
          (problem.easy() ? easy : hard).add(trace, kept);
          all.add(trace, kept);
        }
        sums.add(one);
      }
    }
    sums.addAll(List.of(easy, hard, all));
    return sums.stream().map(Sums::row).toList();
  }

  /** Returns where the trimmer cuts, with the answer there; the end when it does not cut. */
  private Kept kept(Trace trace) {
    return new Unasked(trace)
        .cut()
        .map(
            cut ->
                new Kept(
                    cut.atChar(),
                    cut.answer().isEmpty() ? trace.leaderAt(cut.atChar()) : cut.answer()))
        .orElseGet(() -> new Kept(trace.thinking().length(), trace.answer()));
  }

  /** Runs a trimmer whose questions all stay open. */
  private final class Unasked implements TraceTrimmer.Listener {
    private final TraceTrimmer trimmer;
    private final Trace trace;

    Unasked(Trace trace) {
      this.trace = trace;
      trimmer = new TraceTrimmer(settings, trace.problem().question(), OptionalLong.empty(), this);
    }

    Optional<Cut> cut() {
      trimmer.onText(trace.thinking());
      trimmer.onEnd();
      return trimmer.summary().cut();
    }

    @Override
    public void onQuestion(VerifierQuestion question) {
      trimmer.onVerdict(question.id(), Optional.empty());
    }

    @Override
    public void onCut(Cut cut) {
      // The trimmer's summary holds it.
    }
  }

  private record Kept(long chars, String answer) {}

  private static final class Sums {
    private final String family;
    private final String difficulty;
    private int traces;
    private double chars;
    private double attempts;
    private double first;
    private double full;
    private double settled;
    private double settledSaving;
    private double trimmed;
    private double trimmedSaving;

    Sums(String family, String difficulty) {
      this.family = family;
      this.difficulty = difficulty;
    }

    void add(Trace trace, Kept kept) {
      double length = trace.thinking().length();
      traces++;
      chars += length;
      attempts += trace.statements().size();
      first += trace.isRight(trace.firstAnswer()) ? 1 : 0;
      full += trace.isRight(trace.answer()) ? 1 : 0;
      settled += trace.isRight(trace.settled().leader()) ? 1 : 0;
      settledSaving += 1 - trace.settled().end() / length;
      trimmed += trace.isRight(kept.answer()) ? 1 : 0;
      trimmedSaving += 1 - kept.chars() / length;
    }

    Row row() {
      return new Row(
          family,
          difficulty,
          traces,
          chars / traces,
          attempts / traces,
          first / traces,
          full / traces,
          settled / traces,
          settledSaving / traces,
          trimmed / traces,
          trimmedSaving / traces);
    }
  }
}
