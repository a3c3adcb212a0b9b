package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.List;

/** Small levels whose optimal sets are known: all sets were enumerated, a MIP solver agreed. */
final class EtsVectors {

  /**
   * A level and what is known of it.
   *
   * @param tree its tree: the branch nodes, then the candidates
   * @param optimal all optimal sets
   * @param linearBound optimum of the linear relaxation
   * @param counts of REBASE for all candidates
   * @param countsAfter of REBASE for the first optimal set, with the full width
   */
  record Vector(
      String name,
      Tree tree,
      int width,
      EtsSettings settings,
      double objective,
      double linearBound,
      List<List<Integer>> optimal,
      List<Integer> counts,
      List<Integer> countsAfter,
      int keptCounts,
      long kvTokens,
      long kvTokensKept) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** The numbers of a tree, candidates apart. */
  record Tree(
      List<Integer> branchParents,
      List<Integer> branchTokens,
      List<Integer> parents,
      List<Integer> tokens,
      List<Double> scores,
      List<Integer> clusters) {

    SearchLevel level() {
      SearchTree tree = new SearchTree(branchTokens.get(0));
      for (int v = 1; v < branchParents.size(); v++) {
        tree.add(branchParents.get(v), 1, branchTokens.get(v));
      }
      List<SearchLevel.Candidate> candidates = new ArrayList<>();
      for (int i = 0; i < parents.size(); i++) {
        int node = tree.add(parents.get(i), scores.get(i), tokens.get(i));
        candidates.add(new SearchLevel.Candidate(node, clusters.get(i)));
      }
      return new SearchLevel(tree, candidates);
    }
  }

  private EtsVectors() {}

  static List<Vector> all() {
    return List.of(
        new Vector(
            "root-only",
            new Tree(
                List.of(-1),
                List.of(120),
                List.of(0, 0, 0, 0, 0),
                List.of(30, 31, 29, 80, 44),
                List.of(0.9, 0.55, 0.5, 0.35, 0.1),
                List.of(0, 0, 0, 1, 2)),
            16,
            settings(1.0, 1.5, EtsSettings.Cost.NODES),
            1.583333333333,
            1.583333333333,
            List.of(List.of(0, 3, 4)),
            List.of(12, 2, 2, 0, 0),
            List.of(15, 0, 0, 1, 0),
            12,
            334,
            274),
        new Vector(
            "share-or-not",
            new Tree(
                List.of(-1, 0, 0),
                List.of(100, 40, 60),
                List.of(1, 1, 2, 2),
                List.of(20, 25, 22, 27),
                List.of(0.6, 0.55, 0.58, 0.52),
                List.of(0, 1, 0, 1)),
            4,
            settings(1.0, 1.4, EtsSettings.Cost.NODES),
            1.578571428571,
            1.578571428571,
            List.of(List.of(0, 1)),
            List.of(2, 1, 1, 0),
            List.of(3, 1, 0, 0),
            3,
            294,
            185),
        new Vector(
            "kv-only",
            new Tree(
                List.of(-1, 0, 1, 0, 3),
                List.of(90, 30, 30, 30, 30),
                List.of(2, 2, 2, 4),
                List.of(15, 15, 15, 15),
                List.of(0.7, 0.66, 0.64, 0.3),
                List.of(0, 1, 2, 3)),
            8,
            settings(1.0, 0.0, EtsSettings.Cost.NODES),
            0.333333333333,
            0.333333333333,
            List.of(List.of(0, 1, 2)),
            List.of(3, 3, 2, 0),
            List.of(4, 3, 1, 0),
            8,
            270,
            195),
        new Vector(
            "all-negative",
            new Tree(
                List.of(-1, 0, 0),
                List.of(50, 10, 10),
                List.of(1, 1, 2),
                List.of(10, 10, 10),
                List.of(0.5, 0.45, 0.4),
                List.of(0, 0, 0)),
            3,
            settings(6.0, 0.3, EtsSettings.Cost.NODES),
            -2.033333333333,
            -1.2,
            List.of(List.of(0)),
            List.of(2, 1, 0),
            List.of(3, 0, 0),
            2,
            100,
            70),
        new Vector(
            "tie",
            new Tree(
                List.of(-1, 0, 0),
                List.of(64, 16, 16),
                List.of(1, 1, 2),
                List.of(12, 12, 12),
                List.of(0.4, 0.4, 0.8),
                List.of(0, 0, 1)),
            3,
            settings(1.0, 1.45, EtsSettings.Cost.NODES),
            1.616666666667,
            1.7,
            List.of(List.of(0, 2), List.of(1, 2)),
            List.of(0, 0, 3),
            List.of(0, 0, 3),
            3,
            132,
            120),
        new Vector(
            "uniform-twin",
            new Tree(
                List.of(-1, 0, 0),
                List.of(100, 200, 10),
                List.of(1, 1, 2, 2),
                List.of(120, 110, 12, 10),
                List.of(0.6, 0.6, 0.6, 0.6),
                List.of(0, 1, 0, 1)),
            4,
            settings(1.0, 1.4, EtsSettings.Cost.NODES),
            1.4,
            1.4,
            List.of(List.of(0, 1, 2, 3)),
            List.of(1, 1, 1, 1),
            List.of(1, 1, 1, 1),
            4,
            562,
            562),
        new Vector(
            "token-weighted",
            new Tree(
                List.of(-1, 0, 0),
                List.of(100, 200, 10),
                List.of(1, 1, 2, 2),
                List.of(120, 110, 12, 10),
                List.of(0.6, 0.6, 0.6, 0.6),
                List.of(0, 1, 0, 1)),
            4,
            settings(1.0, 1.4, EtsSettings.Cost.TOKENS_AND_PROMPT),
            1.66512455516,
            1.66512455516,
            List.of(List.of(2, 3)),
            List.of(1, 1, 1, 1),
            List.of(0, 0, 2, 2),
            2,
            562,
            132),
        new Vector(
            "lambda-b-zero",
            new Tree(
                List.of(-1, 0),
                List.of(70, 20),
                List.of(1, 1, 0),
                List.of(9, 9, 9),
                List.of(0.9, 0.2, 0.1),
                List.of(0, 1, 0)),
            4,
            settings(0.0, 1.0, EtsSettings.Cost.NODES),
            2.0001,
            2.0001,
            List.of(List.of(0, 1, 2)),
            List.of(4, 0, 0),
            List.of(4, 0, 0),
            4,
            117,
            117),
        new Vector(
            "fractional-1",
            new Tree(
                List.of(-1, 0, 0, 0, 1, 1, 2, 3),
                List.of(94, 52, 85, 83, 17, 65, 88, 78),
                List.of(4, 4, 4, 4, 5, 5, 6, 7, 7),
                List.of(53, 33, 64, 15, 75, 76, 115, 81, 85),
                List.of(0.44, 0.49, 0.41, 0.47, 0.34, 0.47, 0.92, 0.77, 0.17),
                List.of(2, 1, 1, 1, 0, 0, 2, 2, 1)),
            16,
            settings(1.0, 1.45, EtsSettings.Cost.NODES),
            1.626470588235,
            1.677941176471,
            List.of(List.of(0, 1, 3, 5, 6, 7)),
            List.of(1, 1, 0, 1, 0, 1, 8, 4, 0),
            List.of(0, 1, 0, 1, 0, 1, 9, 4, 0),
            16,
            1159,
            935),
        new Vector(
            "fractional-2",
            new Tree(
                List.of(-1, 0, 0, 1, 1, 2),
                List.of(125, 90, 25, 73, 66, 76),
                List.of(3, 3, 4, 4, 5, 5, 5),
                List.of(36, 84, 10, 105, 43, 64, 115),
                List.of(0.38, 0.4, 0.37, 0.38, 0.54, 0.45, 0.09),
                List.of(0, 2, 1, 1, 0, 0, 2)),
            16,
            settings(1.0, 1.45, EtsSettings.Cost.NODES),
            1.541346153846,
            1.548557692308,
            List.of(List.of(0, 1, 3, 4, 5)),
            List.of(2, 3, 1, 2, 5, 3, 0),
            List.of(2, 3, 0, 1, 6, 4, 0),
            15,
            912,
            787),
        new Vector(
            "deep",
            new Tree(
                List.of(-1, 0, 1, 1, 2, 3, 4, 4, 4, 5, 5, 5, 5),
                List.of(116, 67, 68, 184, 70, 56, 133, 107, 85, 86, 199, 37, 172),
                List.of(6, 7, 7, 8, 9, 9, 10, 11, 11, 12, 12),
                List.of(135, 171, 56, 169, 50, 139, 144, 15, 169, 191, 169),
                List.of(0.53, 0.8, 0.43, 0.21, 0.65, 0.6, 0.68, 0.83, 0.41, 0.7, 0.45),
                List.of(2, 4, 3, 1, 4, 4, 1, 5, 1, 0, 0)),
            16,
            settings(1.0, 1.5, EtsSettings.Cost.NODES),
            1.666666666667,
            1.666666666667,
            List.of(List.of(0, 1, 2, 4, 5, 6, 7, 9)),
            List.of(1, 4, 0, 0, 2, 1, 2, 4, 0, 2, 0),
            List.of(0, 4, 0, 0, 2, 1, 2, 5, 0, 2, 0),
            16,
            2788,
            2196));
  }

  private static EtsSettings settings(double lambdaB, double lambdaD, EtsSettings.Cost cost) {
    return EtsSettings.published(16).withWeights(lambdaB, lambdaD).withCost(cost);
  }
}
