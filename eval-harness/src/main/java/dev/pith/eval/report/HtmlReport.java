package dev.pith.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes rows as one page that needs nothing else: no script, no font, no network. */
public final class HtmlReport {

  private final HtmlPage page = new HtmlPage("pith eval trim");

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
    notes.lines().forEach(line -> report.page.paragraph(line));
    return report.page.text();
  }

  private void add(RowGroup group, String ours) {
    add(
        "<h2>%s</h2>%n<p>%s</p>%n",
        HtmlPage.escaped(group.title()), HtmlPage.escaped(group.facts()));
    List<ScatterPlot.Point> points =
        group.pooled().stream()
            .filter(row -> row.changedAnswers().isPresent())
            .map(
                row ->
                    new ScatterPlot.Point(
                        row.policy(),
                        row.savedMacro(),
                        row.changedAnswers().getAsDouble() / row.compared(),
                        row.policy().equals(ours)))
            .toList();
    if (!points.isEmpty()) {
      page.figure(ScatterPlot.of(points, "saved per trace, net, %", "changed answers, %"));
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
          HtmlPage.escaped(row.policy()),
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
          HtmlPage.escaped(row.dataset()),
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
      add("<th>%s</th>", HtmlPage.escaped(name));
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
}
