package dev.pith.eval.search;

import dev.pith.verifier.vote.VotePolicy;
import dev.pith.verifier.vote.WaveSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Tunes Pith's vote: draws settings, plays them on all questions, and takes for each bar those that
 * beat it by most where they beat it least.
 *
 * <p>How well that carries over to other questions is told by cross-validation: the questions are
 * dealt into folds, and each fold is answered with the settings that were best without it.
 */
final class VoteTuner {

  /**
   * How tuning is done.
   *
   * @param draws how many settings are tried, with probes and without
   * @param seeds shuffles with which they are tried
   * @param finalists how many of them are tried again with all shuffles
   * @param finalSeeds all shuffles
   * @param folds of the cross-validation
   * @param seed of the draws and the folds
   */
  record Plan(int draws, int seeds, int finalists, int finalSeeds, int folds, long seed) {}

  /**
   * What was found for one bar.
   *
   * @param bar on all questions
   * @param tuned what the settings do on the questions that they were tuned on
   * @param heldOut what the settings that were tuned on the other folds do on each question
   */
  record Tuned(FrozenPolicies.Policy policy, Bar bar, VoteScores tuned, VoteScores heldOut) {}

  /** Settings with what they do. */
  private record Tried(WaveSettings settings, VoteScores scores) {}

  private static final int[] BARS = {8, 16, 32, 64};

  private final List<ShuffledCase> few;
  private final List<ShuffledCase> many;
  private final Plan plan;
  private final Consumer<String> progress;

  VoteTuner(List<VoteCase> cases, Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    few = ShuffledCase.of(cases, plan.seeds());
    many = ShuffledCase.of(cases, plan.finalSeeds());
  }

  List<Tuned> tune() {
    List<Tuned> all = new ArrayList<>();
    for (boolean probes : new boolean[] {false, true}) {
      String suffix = probes ? "-probes" : "";
      WaveDraws draws = new WaveDraws(plan.seed());
      List<Tried> tried = new ArrayList<>();
      for (int draw = 0; draw < plan.draws(); draw++) {
        progress.accept("settings%s: %d of %d".formatted(suffix, draw, plan.draws()));
        tried.add(play(draws.draw(BARS[draw % BARS.length], probes), few));
      }
      for (int bar : BARS) {
        progress.accept("pith-" + bar + suffix);
        all.add(tune(bar, suffix, tried));
      }
    }
    return all;
  }

  private Tuned tune(int size, String suffix, List<Tried> tried) {
    String name = "pith-" + size + suffix;
    VotePolicy baseline = VotePolicy.selfConsistency(size);
    Bar quick = new Bar(size, VoteScores.of(baseline, few));
    List<Tried> finalists =
        tried.stream()
            .sorted(better(quick))
            .limit(plan.finalists())
            .map(one -> play(one.settings, many))
            .toList();
    Bar bar = new Bar(size, VoteScores.of(baseline, many));
    Tried best = finalists.stream().min(better(bar)).orElseThrow();
    return new Tuned(
        new FrozenPolicies.Policy(name, size, best.settings),
        bar,
        best.scores,
        heldOut(quick, tried));
  }

  private VoteScores heldOut(Bar bar, List<Tried> tried) {
    int questions = few.size();
    int[] fold = new int[questions];
    List<Integer> dealt = new ArrayList<>(IntStream.range(0, questions).boxed().toList());
    Collections.shuffle(dealt, new Random(plan.seed()));
    IntStream.range(0, questions).forEach(k -> fold[dealt.get(k)] = k % plan.folds());
    VoteScores.Question[] answered = new VoteScores.Question[questions];
    for (int held = 0; held < plan.folds(); held++) {
      int out = held;
      int[] others = IntStream.range(0, questions).filter(q -> fold[q] != out).toArray();
      Bar without = bar.only(others);
      Tried best =
          tried.stream()
              .map(one -> new Tried(one.settings, one.scores.only(IntStream.of(others))))
              .min(better(without))
              .orElseThrow();
      VoteScores scores = VoteScores.of(VotePolicy.waves(best.settings), many);
      IntStream.range(0, questions)
          .filter(q -> fold[q] == out)
          .forEach(q -> answered[q] = scores.questions().get(q));
    }
    return new VoteScores(List.of(answered));
  }

  /** Orders by slack, as far as it is worth anything, then by tokens. */
  private static Comparator<Tried> better(Bar bar) {
    return Comparator.<Tried>comparingDouble(one -> -Math.min(1, bar.slack(one.scores)))
        .thenComparingDouble(one -> bar.tokenShare(one.scores));
  }

  private static Tried play(WaveSettings settings, List<ShuffledCase> cases) {
    return new Tried(settings, VoteScores.of(VotePolicy.waves(settings), cases));
  }
}
