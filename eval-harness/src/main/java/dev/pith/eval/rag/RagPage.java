package dev.pith.eval.rag;

import dev.pith.eval.report.HtmlPage;
import dev.pith.eval.report.ScatterPlot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws the rows of the live part on a page. */
final class RagPage {

  private RagPage() {}

  /**
   * Writes the page.
   *
   * @throws IOException when the file cannot be written
   */
  static void write(List<RagRow> rows, String model, int problems, Path file) throws IOException {
    List<ScatterPlot.Point> points =
        rows.stream()
            .map(
                row ->
                    new ScatterPlot.Point(
                        row.cell().toString(),
                        row.savedOfFull(),
                        1 - row.accuracy(),
                        row.cell().policy() == RagPolicy.DRIFT))
            .toList();
    String facts =
        String.format(
            Locale.ROOT,
            "%s, %,d chunk questions, accuracy live. Behind a policy stands its share or alpha;"
                + " operations are counted and not timed.",
            model,
            problems);
    new HtmlPage("pith eval rag")
        .paragraph(facts)
        .figure(ScatterPlot.of(points, "operations of the prefill saved, %", "wrong answers, %"))
        .write(file);
  }
}
