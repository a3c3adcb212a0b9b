package dev.pith.eval.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Prints rows as tables of at most 120 columns. */
public final class TableReport {
  private static final String LINE = "  %-22s%11s%11s%8s%8s%15s%8s%15s  %-9s%8s%n";
  private static final int NAME_CHARS = 22;

  private final PrintWriter out;

  /** Creates a report that goes to a writer. */
  public TableReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints, for each data set, a table of all policies over all models, and one of all models for a
   * single policy.
   *
   * @param detailed the policy that is shown model by model
   */
  public void print(List<PolicyRow> rows, List<LoopRow> loops, String detailed, RunNotes notes) {
    RowGroup.of(rows).forEach(group -> printGroup(group, detailed));
    if (!loops.isEmpty()) {
      printLoops(loops);
    }
    out.println();
    notes.lines().forEach(out::println);
  }

  private void printGroup(RowGroup group, String detailed) {
    out.printf("%n%s: %s%n", group.title(), group.facts());
    printHead("policy");
    group.pooled().forEach(row -> printRow(row.policy(), row));
    if (group.models().size() > 1) {
      printHead(detailed + " by model");
      group.ofPolicy(detailed).forEach(row -> printRow(row.key().model(), row));
    }
  }

  private void printHead(String name) {
    out.printf(
        LINE,
        name,
        "tokens",
        "kept",
        "cost",
        "saved %",
        "95 %",
        "all %",
        "accuracy %",
        "label",
        "changed");
  }

  private void printRow(String name, PolicyRow row) {
    out.printf(
        LINE,
        fitted(name),
        whole(row.tokensFull()),
        whole(row.tokensKept()),
        whole(row.tokensCost()),
        percent(row.savedMacro()),
        percent(row.ci95().low()) + ".." + percent(row.ci95().high()),
        percent(row.savedWeighted()),
        accuracy(row),
        row.label().word(),
        count(row.changedAnswers()));
  }

  private void printLoops(List<LoopRow> loops) {
    out.printf(
        "%nunfinished traces: loops and where pith cuts them, in tokens from the first repeat%n"
            + "  (median / 90th percentile / maximum)%n");
    printLoopLine(
        "dataset",
        "unfinished",
        "looping",
        "cut",
        "before",
        "others",
        "from first repeat",
        "within " + LoopRow.NEAR_TOKENS,
        "all %");
    for (LoopRow row : loops) {
      printLoopLine(
          fitted(row.dataset()),
          row.unfinished(),
          row.looping(),
          row.loopsCut(),
          row.cutBeforeLoop(),
          row.othersCut(),
          distances(row.fromStart()),
          row.within(),
          row.savedWeighted().isPresent() ? percent(row.savedWeighted().getAsDouble()) : "-");
    }
  }

  private void printLoopLine(Object... values) {
    out.printf("  %-24s%11s%9s%6s%8s%8s%24s%13s%8s%n", values);
  }

  private static String distances(LoopRow.Distances distances) {
    return distances.median().isEmpty()
        ? "-"
        : whole(distances.median())
            + " / "
            + whole(distances.p90())
            + " / "
            + whole(distances.max());
  }

  private static String accuracy(PolicyRow row) {
    return row.accuracy().isEmpty() || row.accuracyFull().isEmpty()
        ? "-"
        : percent(row.accuracyFull().getAsDouble()) + " > " + percent(row.accuracy().getAsDouble());
  }

  /** Returns the end of a long name: models of one family differ there. */
  private static String fitted(String name) {
    return name.length() <= NAME_CHARS
        ? name
        : ".." + name.substring(name.length() - NAME_CHARS + 2);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String whole(double tokens) {
    return String.format(Locale.ROOT, "%,.0f", tokens);
  }

  private static String whole(OptionalDouble tokens) {
    return tokens.isPresent() ? whole(tokens.getAsDouble()) : "-";
  }

  private static String count(OptionalDouble number) {
    if (number.isEmpty()) {
      return "-";
    }
    double value = number.getAsDouble();
    return String.format(
        Locale.ROOT, Math.abs(value - Math.rint(value)) < 1e-6 ? "%.0f" : "%.1f", value);
  }
}
