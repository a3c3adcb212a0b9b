package dev.pith.eval.rag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the rows of the live part, and writes them as JSON. */
final class LiveTable {

  private static final String LABEL = "live";
  private static final String LINE =
      "  %-17s %5s %8s %13s %6s %13s %6s %8s %8s %13s %8s %14s %8s%n";

  private final List<RagRow> rows;

  LiveTable(List<RagRow> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Prints a table of 141 columns. */
  void print(PrintWriter out) {
    out.printf(
        LINE,
        "policy",
        "at",
        "accurate",
        "95 %",
        "points",
        "95 %",
        "hits",
        "computed",
        "compute",
        "< full, 95 %",
        "< prefix",
        "95 %",
        "ms");
    for (RagRow row : rows) {
      out.printf(
          Locale.ROOT,
          LINE,
          row.cell().policy().key(),
          row.cell().value().isPresent() ? two(row.cell().value().getAsDouble()) : "",
          percent(row.accuracy()),
          range(row.ci95()),
          signed(row.difference()),
          range(row.differenceCi95()),
          percent(row.hits()),
          percent(row.recomputeShare()),
          percent(row.computeShare()),
          range(row.savedOfFullCi95()),
          percent(row.savedOfPrefix()),
          range(row.savedOfPrefixCi95()),
          String.format(Locale.ROOT, "%.1f", row.prefillMillis()));
    }
  }

  /** Adds the rows to a report. */
  void write(ArrayNode array, String model, long seed) {
    for (RagRow row : rows) {
      ObjectNode to =
          array
              .addObject()
              .put("part", "live")
              .put("model", model)
              .put("policy", row.cell().policy().key());
      String measure = row.cell().policy().measure().name().toLowerCase(Locale.ROOT);
      row.cell().value().ifPresent(value -> to.put(measure, value));
      to.put("seed", seed).put("problems", row.problems()).put("accuracy", row.accuracy());
      put(to, "ci95", row.ci95());
      to.put("accuracyLabel", LABEL).put("accuracyDifference", row.difference());
      put(to, "accuracyDifferenceCi95", row.differenceCi95());
      to.put("chunkHits", row.hits())
          .put("recomputeShare", row.recomputeShare())
          .put("computeShare", row.computeShare())
          .put("savedOfFull", row.savedOfFull());
      put(to, "savedOfFullCi95", row.savedOfFullCi95());
      to.put("savedOfPrefix", row.savedOfPrefix());
      put(to, "savedOfPrefixCi95", row.savedOfPrefixCi95());
      to.put("focused", row.focused()).put("prefillMillis", row.prefillMillis());
    }
  }

  private static void put(ObjectNode to, String name, BootstrapInterval interval) {
    to.putArray(name).add(interval.low()).add(interval.high());
  }

  private static String two(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.1f", 100 * share);
  }

  private static String range(BootstrapInterval interval) {
    return percent(interval.low()) + " to " + percent(interval.high());
  }
}
