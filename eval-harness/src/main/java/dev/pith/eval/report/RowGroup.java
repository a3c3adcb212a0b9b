package dev.pith.eval.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows that are read together: one data set, and traces that ended alike.
 *
 * @param pooled the rows of all models, one per policy, at least one
 * @param byModel the rows of single models
 */
record RowGroup(List<PolicyRow> pooled, List<PolicyRow> byModel) {

  /** Groups rows, in the order in which the groups come up. */
  static List<RowGroup> of(List<PolicyRow> rows) {
    Map<RowKey, RowGroup> groups = new LinkedHashMap<>();
    for (PolicyRow row : rows) {
      RowGroup group =
          groups.computeIfAbsent(
              row.key().pooled(), key -> new RowGroup(new ArrayList<>(), new ArrayList<>()));
      (row.key().isAll() ? group.pooled : group.byModel).add(row);
    }
    return List.copyOf(groups.values());
  }

  String title() {
    RowKey key = pooled.get(0).key();
    return key.dataset() + ", " + key.ending();
  }

  String facts() {
    PolicyRow first = pooled.get(0);
    int models = models().size();
    return String.format(
        Locale.ROOT,
        "%d traces, %d questions, %d %s; graded %.0f, answers compared %.0f",
        first.traces(),
        first.questions(),
        models,
        models == 1 ? "model" : "models",
        first.graded(),
        first.compared());
  }

  List<String> models() {
    return byModel.stream().map(row -> row.key().model()).distinct().toList();
  }

  List<PolicyRow> ofModel(String model) {
    return byModel.stream().filter(row -> row.key().model().equals(model)).toList();
  }

  List<PolicyRow> ofPolicy(String policy) {
    return byModel.stream().filter(row -> row.policy().equals(policy)).toList();
  }
}
