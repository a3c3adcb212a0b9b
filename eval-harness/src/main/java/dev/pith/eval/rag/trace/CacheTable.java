package dev.pith.eval.rag.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.rag.trace.CacheReplay.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** What all policies give on one log, in one kind of order. */
public final class CacheTable {

  private final RetrievalLog log;
  private final String arrival;
  private final CacheReplay replay;
  private final List<CacheRow> rows;

  private CacheTable(RetrievalLog log, String arrival, CacheReplay replay, List<CacheRow> rows) {
    this.log = log;
    this.arrival = arrival;
    this.replay = replay;
    this.rows = rows;
  }

  /**
   * Sends a log through all policies.
   *
   * @param orders the log in one or more orders
   * @param arrival says in which order the requests come
   * @param capacities how many chunks caches hold; one of all of them is added
   */
  public static CacheTable of(
      List<RetrievalLog> orders, String arrival, CacheReplay replay, List<Integer> capacities) {
    return new CacheTable(orders.get(0), arrival, replay, CacheRow.of(orders, replay, capacities));
  }

  /** Prints one line for each policy, with the sizes of the cache side by side. */
  public void print(PrintWriter out) {
    List<OptionalInt> sizes = rows.stream().map(CacheRow::capacity).distinct().toList();
    out.printf(
        Locale.ROOT,
        "%n%s, %s: %,d requests, %.1f chunks each, %,d different ones, %.0f %s a chunk%n",
        log.name(),
        arrival,
        log.requests().size(),
        (double) log.lookups() / log.requests().size(),
        log.chunks(),
        (double) log.tokens() / log.lookups(),
        log.unit());
    out.printf("  %-12s", "hits, %");
    sizes.forEach(size -> out.printf("%8s", name(size)));
    out.printf("   %-12s", "computed, %");
    sizes.forEach(size -> out.printf("%8s", name(size)));
    out.println();
    for (String policy : rows.stream().map(CacheRow::policy).distinct().toList()) {
      out.printf("  %-12s", policy);
      print(out, policy, Outcome::hits);
      out.printf("   %-12s", "");
      print(out, policy, Outcome::computed);
      out.println();
    }
    if (rows.get(0).outcomes().size() > 1) {
      out.printf(
          Locale.ROOT,
          "  means of %d orders, at most %.1f points apart%n",
          rows.get(0).outcomes().size(),
          100
              * rows.stream()
                  .mapToDouble(
                      row -> Math.max(row.spread(Outcome::hits), row.spread(Outcome::computed)))
                  .max()
                  .orElseThrow());
    }
  }

  private void print(PrintWriter out, String policy, ToDoubleFunction<Outcome> figure) {
    for (CacheRow row : rows) {
      if (row.policy().equals(policy)) {
        out.printf(Locale.ROOT, "%8.1f", 100 * row.mean(figure));
      }
    }
  }

  private static String name(OptionalInt size) {
    return size.isPresent() ? Integer.toString(size.getAsInt()) : "all";
  }

  /** Adds the rows to a report. */
  public void write(ArrayNode array) {
    for (CacheRow row : rows) {
      ObjectNode to =
          array
              .addObject()
              .put("part", "cache")
              .put("data", log.name())
              .put("arrival", arrival)
              .put("orders", row.outcomes().size())
              .put("requests", log.requests().size())
              .put("unit", log.unit())
              .put("policy", row.policy());
      row.capacity().ifPresent(capacity -> to.put("capacityChunks", capacity));
      to.put("variants", replay.variants())
          .put("repairShare", replay.repairShare())
          .put("hits", row.mean(Outcome::hits))
          .put("hitsSpread", row.spread(Outcome::hits))
          .put("computedShare", row.mean(Outcome::computed))
          .put("computedShareSpread", row.spread(Outcome::computed));
    }
  }
}
