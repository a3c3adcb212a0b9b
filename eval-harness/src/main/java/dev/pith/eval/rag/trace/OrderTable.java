package dev.pith.eval.rag.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.rag.trace.OrderReplay.Kind;
import dev.pith.eval.rag.trace.OrderReplay.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the orderings give on one log, in one kind of order of arrival. */
public final class OrderTable {

  private static final String LINE = "  %-10s %8s %9s %10s %9s %8s %10s %10s%n";

  private final RetrievalLog log;
  private final String arrival;
  private final List<Row> rows;

  private OrderTable(RetrievalLog log, String arrival, List<Row> rows) {
    this.log = log;
    this.arrival = arrival;
    this.rows = rows;
  }

  private record Row(Kind kind, double swapTokens, List<Outcome> outcomes) {
    double mean(ToDoubleFunction<Outcome> figure) {
      return outcomes.stream().mapToDouble(figure).average().orElseThrow();
    }
  }

  /**
   * Orders the chunks of a log.
   *
   * @param orders the log in one or more orders
   * @param arrival says in which order the requests come
   * @param swapTokens prices of two chunks in the wrong order, in cached tokens
   */
  public static OrderTable of(List<RetrievalLog> orders, String arrival, List<Double> swapTokens) {
    List<Row> rows = new ArrayList<>();
    for (double price : swapTokens) {
      for (Kind kind : Kind.values()) {
        OrderReplay replay = new OrderReplay(price);
        rows.add(new Row(kind, price, orders.stream().map(log -> replay.run(log, kind)).toList()));
      }
    }
    return new OrderTable(orders.get(0), arrival, rows);
  }

  /** Prints one line for each ordering and price. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%s, %s: %,d requests, %.1f chunks each%n",
        log.name(),
        arrival,
        log.requests().size(),
        (double) log.lookups() / log.requests().size());
    out.printf(
        LINE,
        "ordering",
        "lambda",
        "reused %",
        "of best %",
        "swapped %",
        "proven %",
        "median us",
        "99 % us");
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          LINE,
          row.kind.key(),
          number(row.swapTokens),
          percent(row.mean(Outcome::reused)),
          percent(row.mean(Outcome::ofOptimum)),
          percent(row.mean(Outcome::distance)),
          row.kind == Kind.OPTIMAL ? percent(row.mean(Outcome::proven)) : "-",
          number(row.mean(Outcome::micros)),
          number(row.mean(Outcome::slowMicros)));
    }
  }

  /** Adds the rows to a report. */
  public void write(ArrayNode array) {
    for (Row row : rows) {
      ObjectNode to =
          array
              .addObject()
              .put("part", "order")
              .put("data", log.name())
              .put("arrival", arrival)
              .put("orders", row.outcomes.size())
              .put("requests", log.requests().size())
              .put("unit", log.unit())
              .put("policy", row.kind.key())
              .put("swapTokens", row.swapTokens)
              .put("reusedShare", row.mean(Outcome::reused))
              .put("shareOfOptimum", row.mean(Outcome::ofOptimum))
              .put("distance", row.mean(Outcome::distance));
      if (row.kind == Kind.OPTIMAL) {
        to.put("provenShare", row.mean(Outcome::proven));
      }
      to.put("medianMicros", row.mean(Outcome::micros))
          .put("slow99Micros", row.mean(Outcome::slowMicros));
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
  }
}
