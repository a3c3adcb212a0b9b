package dev.pith.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes rows as one page that needs nothing else: no script, no font, no network. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>pith eval trim</title>
      <style>
      :root { color-scheme: light dark; --ink: #1c1f24; --dim: #5c6470; --line: #d9dde3;
        --page: #ffffff; --ours: #0b6e4f; --other: #6b7f99; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --dim: #9aa3af;
        --line: #333a44; --page: #14171b; --ours: #4fd1a5; --other: #8fa3bf; } }
      body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; background: var(--page);
        color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
      h2 { margin-top: 2.5rem; }
      p, figcaption, summary { color: var(--dim); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: .2rem .6rem; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      th { color: var(--dim); font-weight: 600; }
      th:first-child, td:first-child { text-align: left; }
      tr.ours td { color: var(--ours); font-weight: 600; }
      svg { width: 100%; max-width: 45rem; height: auto; }
      svg text { fill: var(--dim); font-size: 12px; }
      svg .grid { stroke: var(--line); }
      svg .lead { stroke: var(--other); stroke-width: .5; }
      svg circle.ours { fill: var(--ours); }
      svg circle.other { fill: var(--other); }
      svg text.ours { fill: var(--ours); font-weight: 600; }
      </style>
      </head>
      <body>
      <h1>pith eval trim</h1>
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private HtmlReport() {}

  /**
   * Writes the page.
   *
   * @param ours the policy that is set off from the others
   * @throws IOException when the file cannot be written
   */
  public static void write(
      List<PolicyRow> rows, List<LoopRow> loops, String ours, RunNotes notes, Path file)
      throws IOException {
    Files.writeString(file, page(rows, loops, ours, notes));
  }

  static String page(List<PolicyRow> rows, List<LoopRow> loops, String ours, RunNotes notes) {
    HtmlReport report = new HtmlReport();
    RowGroup.of(rows).forEach(group -> report.add(group, ours));
    if (!loops.isEmpty()) {
      report.addLoops(loops);
    }
    report.page.append("<h2>Notes</h2>\n");
    notes.lines().forEach(line -> report.add("<p>%s</p>%n", escaped(line)));
    return report.page.append("</body>\n</html>\n").toString();
  }

  private void add(RowGroup group, String ours) {
    add("<h2>%s</h2>%n<p>%s</p>%n", escaped(group.title()), escaped(group.facts()));
    List<ScatterPlot.Point> points =
        group.pooled().stream()
            .filter(row -> row.changedAnswers().isPresent())
            .map(
                row ->
                    new ScatterPlot.Point(
                        escaped(row.policy()),
                        row.savedMacro(),
                        row.changedAnswers().getAsDouble() / row.compared(),
                        row.policy().equals(ours)))
            .toList();
    if (!points.isEmpty()) {
      add("<figure>%s</figure>%n", ScatterPlot.of(points));
    }
    addTable("policy", group.pooled(), ours);
    if (group.models().size() > 1) {
      page.append("<details><summary>by model</summary>\n");
      for (String model : group.models()) {
        addTable(model, group.ofModel(model), ours);
      }
      page.append("</details>\n");
    }
  }

  private void addTable(String name, List<PolicyRow> rows, String ours) {
    addHead(
        name,
        "traces",
        "tokens",
        "kept",
        "cost",
        "saved %",
        "95 %",
        "saved all %",
        "accuracy full %",
        "accuracy %",
        "label",
        "changed",
        "compared");
    for (PolicyRow row : rows) {
      add(
          "<tr%s><td>%s</td><td>%d</td><td>%,.0f</td><td>%,.0f</td><td>%,.0f</td><td>%.1f</td>"
              + "<td>%.1f to %.1f</td><td>%.1f</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
              + "<td>%.0f</td></tr>%n",
          row.policy().equals(ours) ? " class=\"ours\"" : "",
          escaped(row.policy()),
          row.traces(),
          row.tokensFull(),
          row.tokensKept(),
          row.tokensCost(),
          100 * row.savedMacro(),
          100 * row.ci95().low(),
          100 * row.ci95().high(),
          100 * row.savedWeighted(),
          number(row.accuracyFull(), 100),
          number(row.accuracy(), 100),
          row.label().word(),
          number(row.changedAnswers(), 1),
          row.compared());
    }
    page.append("</table></div>\n");
  }

  private void addLoops(List<LoopRow> loops) {
    page.append(
        "<h2>Loops in unfinished traces</h2>\n<p>Distances in tokens from the first repeat.</p>\n");
    addHead(
        "dataset",
        "unfinished",
        "looping",
        "loops cut",
        "cut before",
        "others cut",
        "median",
        "p90",
        "max",
        "within " + LoopRow.NEAR_TOKENS,
        "saved %");
    for (LoopRow row : loops) {
      add(
          "<tr><td>%s</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%s</td>"
              + "<td>%s</td><td>%s</td><td>%d</td><td>%s</td></tr>%n",
          escaped(row.dataset()),
          row.unfinished(),
          row.looping(),
          row.loopsCut(),
          row.cutBeforeLoop(),
          row.othersCut(),
          number(row.fromStart().median(), 1),
          number(row.fromStart().p90(), 1),
          number(row.fromStart().max(), 1),
          row.within(),
          number(row.savedWeighted(), 100));
    }
    page.append("</table></div>\n");
  }

  private void addHead(String... names) {
    page.append("<div class=\"scroll\"><table>\n<tr>");
    for (String name : names) {
      add("<th>%s</th>", escaped(name));
    }
    page.append("</tr>\n");
  }

  private void add(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values));
  }

  private static String number(OptionalDouble value, int scale) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%.1f", scale * value.getAsDouble())
        : "&ndash;";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
