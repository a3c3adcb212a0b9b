package dev.pith.eval.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Prints rows as a table. */
public final class TableReport {
  public static void print(List<PolicyRow> rows, PrintStream out) {
    RowKey last = null;
    for (PolicyRow row : rows) {
      if (!row.key().isAll()) continue;
      if (!row.key().equals(last)) {
        out.printf(
            Locale.ROOT,
            "%n%s, %s, %d traces, %d questions%n",
            row.key().dataset(),
            row.key().ending(),
            row.traces(),
            row.questions());
        out.printf(
            "%-13s %11s %11s %7s %8s %8s %15s %8s %8s %-8s %8s %6s %s%n",
            "policy",
            "full",
            "kept",
            "cost",
            "macro%",
            "weight%",
            "ci95",
            "accFull",
            "acc",
            "label",
            "changed",
            "undec",
            "unstated");
        last = row.key();
      }
      out.printf(
          Locale.ROOT,
          "%-13s %11.0f %11.0f %7.0f %8.1f %8.1f %7.1f..%6.1f %8s %8s %-8s %8s %6.1f %6.1f%n",
          row.policy(),
          row.tokensFull(),
          row.tokensKept(),
          row.tokensCost(),
          100 * row.savedMacro(),
          100 * row.savedWeighted(),
          100 * row.ci95().low(),
          100 * row.ci95().high(),
          pct(row.accuracyFull()),
          pct(row.accuracy()),
          row.label().word(),
          row.changedAnswers().isPresent()
              ? String.format(Locale.ROOT, "%.1f", row.changedAnswers().getAsDouble())
              : "-",
          row.undecided(),
          row.unstated());
    }
  }

  private static String pct(OptionalDouble d) {
    return d.isPresent() ? String.format(Locale.ROOT, "%.1f", 100 * d.getAsDouble()) : "-";
  }
}
