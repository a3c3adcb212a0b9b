package dev.pith.eval.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the outcomes of a run and sums them up. Not thread-safe. */
public final class TrimReport {
  private final Map<RowKey, Map<String, PolicyStats>> groups = new TreeMap<>();
  private final Map<String, List<LoopOutcome>> loops = new TreeMap<>();

  /** Adds an outcome to the row of its model and to that of all models. */
  public void add(Outcome outcome) {
    stats(outcome.key(), outcome.policy()).add(outcome);
    if (!outcome.key().isAll()) {
      stats(outcome.key().pooled(), outcome.policy()).add(outcome);
    }
  }

  /** Adds a trace that never ended. */
  public void add(LoopOutcome outcome) {
    loops.computeIfAbsent(outcome.dataset(), dataset -> new ArrayList<>()).add(outcome);
  }

  /**
   * Returns the rows: by data set, finished before unfinished, all models before each, policies in
   * the order given.
   *
   * @param policies the names of the policies to report
   * @param seed starts the resampling
   */
  public List<PolicyRow> rows(List<String> policies, long seed) {
    return groups.values().stream()
        .flatMap(group -> policies.stream().filter(group::containsKey).map(group::get))
        .map(stats -> stats.row(seed))
        .toList();
  }

  /** Returns one row for each data set with traces that never ended. */
  public List<LoopRow> loops() {
    return loops.entrySet().stream()
        .map(entry -> LoopRow.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private PolicyStats stats(RowKey key, String policy) {
    return groups
        .computeIfAbsent(key, group -> new LinkedHashMap<>())
        .computeIfAbsent(policy, name -> new PolicyStats(key, name));
  }
}
