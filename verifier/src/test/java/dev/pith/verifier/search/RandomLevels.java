package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes levels of searches out of seeds. */
final class RandomLevels {
  private static final double TEMPERATURE = 0.2;

  private RandomLevels() {}

  /**
   * Returns a level of any shape: 1 to that many candidates, at any depth, branches of any kind.
   */
  static SearchLevel anyShape(Random random, int maxCandidates) {
    SearchTree tree = new SearchTree(random.nextInt(100));
    int branches = random.nextInt(12);
    for (int v = 0; v < branches; v++) {
      tree.add(random.nextInt(tree.size()), random.nextDouble(), random.nextInt(100));
    }
    int candidates = 1 + random.nextInt(maxCandidates);
    int clusters = 1 + random.nextInt(6);
    List<SearchLevel.Candidate> level = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      int parent = random.nextInt(branches + 1);
      int node = tree.add(parent, random.nextInt(101) / 100.0, 1 + random.nextInt(256));
      level.add(new SearchLevel.Candidate(node, random.nextInt(clusters)));
    }
    return new SearchLevel(tree, level);
  }

  /**
   * Returns the last level of a search by REBASE: quality and meaning are handed down from step to
   * step, with noise, and a process reward sees the quality with more noise.
   */
  static SearchLevel grown(Random random, int width, int depth, double inherited) {
    SearchTree tree = new SearchTree(120);
    List<Step> level = List.of(new Step(SearchTree.ROOT, 0.6, 0));
    int meanings = 1;
    for (int d = 0; d < depth; d++) {
      double[] scores = level.stream().mapToDouble(step -> tree.score(step.node)).toArray();
      int[] counts = RebaseAllocation.counts(scores, width, TEMPERATURE);
      List<Step> next = new ArrayList<>();
      for (int i = 0; i < counts.length; i++) {
        for (int child = 0; child < counts[i]; child++) {
          Step above = level.get(i);
          double quality = above.quality + 0.08 * random.nextGaussian();
          double score = Math.min(1, Math.max(0, quality + 0.1 * random.nextGaussian()));
          int node = tree.add(above.node, score, 1 + random.nextInt(256));
          boolean same = random.nextDouble() < inherited;
          boolean known = random.nextInt(3) > 0;
          int meaning = same ? above.meaning : known ? random.nextInt(meanings) : meanings++;
          next.add(new Step(node, quality, meaning));
        }
      }
      level = next;
    }
    return new SearchLevel(
        tree, level.stream().map(s -> new SearchLevel.Candidate(s.node, s.meaning)).toList());
  }

  /** Returns settings with other weights for each seed, and a cost of its own. */
  static EtsSettings settings(int seed) {
    double lambdaB = List.of(0.5, 1.0, 2.0, 4.0).get(seed % 4);
    double lambdaD = List.of(0.3, 1.45, 3.0).get(seed % 3);
    List<EtsSettings.Cost> costs = Arrays.asList(EtsSettings.Cost.values());
    return EtsSettings.published(16)
        .withWeights(lambdaB, lambdaD)
        .withCost(costs.get(seed % costs.size()));
  }

  private record Step(int node, double quality, int meaning) {}
}
