package dev.pith.eval.search.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Slip;
import dev.pith.eval.world.Solution;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.verifier.search.AverageLinkage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What the recorded cuts tell apart, on generated problems that no figure is reported on. */
class StepCutTest {
  @Test
  void cut_hashedNgrams_joinsWordingsAndNotResults() {
    Shares shares = Shares.of(StepEmbedder.hashedNgrams(), 150);

    assertThat(shares.wordings.share()).as("two wordings of a step").isGreaterThan(0.8);
    assertThat(shares.slips.share()).as("a step and one with a slip").isLessThan(0.2);
    assertThat(shares.others.share()).as("two steps of a solution").isLessThan(0.02);
  }

  @Test
  void cut_sentenceModel_joinsAsManyWordingsAndFewerSlips() {
    StepEmbedder model = StepEmbedder.standard(Runnable::run);
    assertThat(model.name()).startsWith("AllMiniLmL6V2QuantizedEmbeddingModel");

    Shares shares = Shares.of(model, 20);

    assertThat(shares.wordings.share()).as("two wordings of a step").isGreaterThan(0.8);
    assertThat(shares.slips.share()).as("a step and one with a slip").isLessThan(0.1);
    assertThat(shares.others.share()).as("two steps of a solution").isLessThan(0.03);
  }

  /** How often pairs of each kind are one meaning. */
  private record Shares(Tally wordings, Tally slips, Tally others) {

    static Shares of(StepEmbedder embedder, int problems) {
      RandomGenerator random = new SplittableRandom(1);
      Tally wordings = new Tally(embedder);
      Tally slips = new Tally(embedder);
      Tally others = new Tally(embedder);
      for (int i = 0; i < problems; i++) {
        for (Family family : Family.values()) {
          Problem problem = Worlds.draw(family, 1 + i % 6, Split.TRAIN, random);
          Solution solution = problem.solution();
          List<Attempt.Step> full = solution.walk(null, Solution.Wording.FULL).steps();
          List<Attempt.Step> brief = solution.walk(null, Solution.Wording.BRIEF).steps();
          int step = random.nextInt(Math.min(full.size(), brief.size()));
          wordings.add(full.get(step), brief.get(step));
          others.add(full.get(step), full.get((step + 1) % full.size()));
          Slip slip = new Slip(random.nextInt(solution.steps()), random.nextLong());
          List<Attempt.Step> slipped = solution.walk(slip, Solution.Wording.FULL).steps();
          for (int k = 0; k < Math.min(full.size(), slipped.size()); k++) {
            if (!slipped.get(k).right() && !slipped.get(k).text().equals(full.get(k).text())) {
              slips.add(full.get(k), slipped.get(k));
              break;
            }
          }
        }
      }
      return new Shares(wordings, slips, others);
    }
  }

  /** Counts which pairs are one meaning; equal texts say nothing. */
  private static final class Tally {
    private final StepEmbedder embedder;
    private int pairs;
    private int joined;

    Tally(StepEmbedder embedder) {
      this.embedder = embedder;
    }

    void add(Attempt.Step first, Attempt.Step second) {
      if (!first.text().equals(second.text())) {
        List<float[]> vectors = embedder.embed(List.of(first.text(), second.text())).join();
        int[] clusters = AverageLinkage.cluster(vectors, embedder.cut());
        pairs++;
        joined += clusters[0] == clusters[1] ? 1 : 0;
      }
    }

    double share() {
      assertThat(pairs).isGreaterThan(30);
      return (double) joined / pairs;
    }
  }
}
