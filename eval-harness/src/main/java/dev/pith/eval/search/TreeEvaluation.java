package dev.pith.eval.search;

import dev.pith.eval.dataset.RecordedTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Plays all tree policies on all recorded trees, data set by data set and model by model. */
final class TreeEvaluation {
  /** How often policies that draw are played. */
  private static final int DRAWS = 20;

  private TreeEvaluation() {}

  static List<TreeRow> rows(List<RecordedTree> trees) {
    Map<List<String>, List<RecordedTree>> groups = new LinkedHashMap<>();
    for (RecordedTree tree : trees) {
      groups
          .computeIfAbsent(List.of(tree.dataset(), tree.model()), unseen -> new ArrayList<>())
          .add(tree);
    }
    List<TreeRow> rows = new ArrayList<>();
    groups.forEach(
        (key, group) ->
            TreePolicy.all(1)
                .forEach(
                    (name, policy) -> rows.add(row(key.get(0), key.get(1), name, policy, group))));
    return rows;
  }

  private static TreeRow row(
      String dataset, String model, String name, TreePolicy policy, List<RecordedTree> trees) {
    int draws = name.startsWith("random") ? DRAWS : 1;
    List<TreeReplay.Result> results = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      trees.forEach(tree -> results.add(TreeReplay.run(tree, policy)));
    }
    List<TreeReplay.Result> solvable =
        results.stream().filter(TreeReplay.Result::solvable).toList();
    return new TreeRow(
        dataset,
        model,
        name,
        trees.size(),
        draws,
        mean(results, TreeReplay.Result::nodes),
        mean(results, TreeReplay.Result::kept),
        mean(results, TreeReplay.Result::duplicates),
        mean(results, TreeReplay.Result::unexpanded),
        mean(solvable, result -> result.solved() ? 1 : 0),
        mean(results, result -> result.solved() ? 1 : 0));
  }

  private static double mean(
      List<TreeReplay.Result> results, ToDoubleFunction<TreeReplay.Result> field) {
    return results.stream().mapToDouble(field).average().orElse(0);
  }
}
