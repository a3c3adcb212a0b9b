package dev.pith.eval.bench;

import dev.pith.verifier.search.EtsProblem;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.RebaseAllocation;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.SearchTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes the problems that searches would ask to be solved: trees grown by REBASE, from seeds.
 *
 * <p>Quality and meaning are handed down from step to step with noise; a process reward sees the
 * quality with more noise. Trees are 2 to 7 levels deep, and a step means what the one before meant
 * with probability 0.3, 0.6 or 0.9.
 */
final class SearchLevels {

  /** What is weighed. */
  enum Weights {
    /** The published parameters. */
    PUBLISHED,
    /** The published parameters; nodes cost what their steps are long. */
    TOKENS,
    /** Nodes cost four times as much as published, which leaves the most to decide. */
    HARD
  }

  private static final double TEMPERATURE = 0.2;
  private static final double HARD_LAMBDA_B = 4;
  private static final double[] INHERITED = {0.3, 0.6, 0.9};
  private static final int DEPTHS = 6;
  private static final int MAX_STEP_TOKENS = 256;

  private record Step(int node, double quality, int meaning) {}

  private SearchLevels() {}

  /** Returns problems of that many candidates each. */
  static List<EtsProblem> problems(int width, Weights weights, int count) {
    EtsSettings published = EtsSettings.published(width);
    EtsSettings settings =
        switch (weights) {
          case PUBLISHED -> published;
          case TOKENS -> published.withCost(EtsSettings.Cost.TOKENS);
          case HARD -> published.withWeights(HARD_LAMBDA_B, published.lambdaD());
        };
    List<EtsProblem> problems = new ArrayList<>(count);
    for (int seed = 0; seed < count; seed++) {
      SearchLevel level = grown(seed, width);
      problems.add(EtsProblem.of(level, width, settings));
    }
    return problems;
  }

  private static SearchLevel grown(int seed, int width) {
    Random random = new Random(seed);
    double inherited = INHERITED[seed % INHERITED.length];
    int depth = 2 + seed % DEPTHS;
    SearchTree tree = new SearchTree(0);
    List<Step> level = List.of(new Step(SearchTree.ROOT, 0.6, 0));
    int meanings = 1;
    for (int d = 0; d < depth; d++) {
      double[] scores = level.stream().mapToDouble(step -> tree.score(step.node())).toArray();
      int[] counts = RebaseAllocation.counts(scores, width, TEMPERATURE);
      List<Step> next = new ArrayList<>(width);
      for (int i = 0; i < counts.length; i++) {
        for (int child = 0; child < counts[i]; child++) {
          Step above = level.get(i);
          double quality = above.quality() + 0.08 * random.nextGaussian();
          double score = Math.min(1, Math.max(0, quality + 0.1 * random.nextGaussian()));
          int node = tree.add(above.node(), score, 1 + random.nextInt(MAX_STEP_TOKENS));
          boolean same = random.nextDouble() < inherited;
          boolean known = random.nextInt(3) > 0;
          int meaning = same ? above.meaning() : known ? random.nextInt(meanings) : meanings++;
          next.add(new Step(node, quality, meaning));
        }
      }
      level = next;
    }
    return new SearchLevel(
        tree, level.stream().map(s -> new SearchLevel.Candidate(s.node(), s.meaning())).toList());
  }
}
