package dev.pith.eval.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.AgentLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The logs of one source, replayed in every variant. Not thread-safe. */
final class LogSource {
  private final String name;
  private final Map<HistoryVariant, List<LogOutcome>> outcomes = new LinkedHashMap<>();
  private int rejected;
  private int systemUnknown;

  /**
   * Creates a source without logs.
   *
   * @param variants the whole history first
   */
  LogSource(String name, List<HistoryVariant> variants) {
    this.name = name;
    variants.forEach(variant -> outcomes.put(variant, new ArrayList<>()));
  }

  /** Replays a log. */
  void add(AgentLog log) {
    outcomes.forEach((variant, own) -> own.add(LogReplay.run(log, variant)));
    systemUnknown += log.systemUnknown() ? 1 : 0;
  }

  /** Counts a line that holds no log. */
  void reject() {
    rejected++;
  }

  String name() {
    return name;
  }

  int logs() {
    return whole().size();
  }

  int rejected() {
    return rejected;
  }

  /** Returns how many logs name a system message that is not there. */
  int systemUnknown() {
    return systemUnknown;
  }

  /** Returns how many logs have no reasoning. */
  long withoutReasoning() {
    return whole().stream().filter(log -> log.thoughts() == 0).count();
  }

  /** Returns how many have reasoning, but none that a request carries from an earlier turn. */
  long withoutPastReasoning() {
    return whole().stream().filter(log -> log.thoughts() > 0 && log.past() == 0).count();
  }

  long requests() {
    return whole().stream().mapToLong(LogOutcome::requests).sum();
  }

  long thoughts() {
    return whole().stream().mapToLong(LogOutcome::thoughts).sum();
  }

  long past() {
    return whole().stream().mapToLong(LogOutcome::past).sum();
  }

  /**
   * Sums all variants up; there must be a log.
   *
   * @param cachedPrice of a cached token, in [0, 1]
   * @param seed of the intervals
   */
  List<HistoryRow> rows(double cachedPrice, long seed) {
    List<HistoryRow> rows = new ArrayList<>();
    outcomes.forEach(
        (variant, own) -> rows.add(HistoryRow.of(variant.name(), own, whole(), cachedPrice, seed)));
    return rows;
  }

  /** Returns what must never happen and did, with the number of times, by variant. */
  Map<String, Map<ReplayCheck.Violation, Integer>> violations() {
    Map<String, Map<ReplayCheck.Violation, Integer>> found = new LinkedHashMap<>();
    outcomes.forEach(
        (variant, own) ->
            own.stream()
                .flatMap(log -> log.violations().stream())
                .forEach(
                    each ->
                        found
                            .computeIfAbsent(variant.name(), none -> new LinkedHashMap<>())
                            .merge(each, 1, Integer::sum)));
    return found;
  }

  void write(List<HistoryRow> rows, ArrayNode to) {
    for (HistoryRow row : rows) {
      ObjectNode object = to.addObject();
      object.put("source", name).put("logs", logs()).put("rejectedLines", rejected);
      object.put("logsWithoutReasoning", withoutReasoning());
      object.put("logsWithoutPastReasoning", withoutPastReasoning());
      object.put("logsWithUnknownSystem", systemUnknown).put("thoughts", thoughts());
      row.write(object);
    }
  }

  private List<LogOutcome> whole() {
    return outcomes.values().iterator().next();
  }
}
