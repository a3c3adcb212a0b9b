package dev.pith.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.dataset.ReadSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class OutputTest {
  private static final RunNotes NOTES =
      new RunNotes(
          new ReadSummary(1, 3, 0, 2, 1, List.of(Path.of("other", "chunks.jsonl"))), 3, 1, 9);

  private final List<PolicyRow> rows = SampleOutcomes.report().rows(List.of("full", "pith"), 9);
  private final List<LoopRow> loops = SampleOutcomes.report().loops();

  @Test
  void json_rows_documentedFieldsAndNullForUnknown(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trim.json");

    JsonReport.write(rows, loops, file);

    JsonNode tree = new JsonMapper().readTree(Files.readAllBytes(file));
    assertThat(tree.path("suite").textValue()).isEqualTo("trim");
    assertThat(tree.path("rows")).hasSize(6);
    assertThat(tree.path("rows").get(1))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"dataset":"sums","model":"all","finished":true,"policy":"pith","traces":3,
                     "questions":2,"tokensFull":300.0,"tokensKept":175.0,"tokensCost":15.0,
                     "savedMacro":0.366667,"savedWeighted":0.366667,"ci95":[0.2,0.7],
                     "accuracyFull":0.666667,"accuracy":0.333333,"accuracyLabel":"stated",
                     "graded":3.0,"changedAnswers":1.0,"compared":3.0,"undecided":0.0,
                     "unstated":0.0,"cutReasons":{"overthinking":2.0,"whole":1.0}}"""));
    assertThat(tree.path("loops").get(0).path("tokensFromStart").path("median").doubleValue())
        .isEqualTo(150.0);
  }

  @Test
  void json_unknownEndAndGrade_null() {
    TrimReport report = new TrimReport();
    report.add(
        new Outcome(
            new RowKey("prose", "m", null),
            "pith",
            "q",
            1,
            100,
            50,
            0,
            null,
            SampleOutcomes.assumed(false),
            "overthinking"));

    JsonNode row = JsonReport.tree(report.rows(List.of("pith"), 1), List.of()).path("rows").get(0);

    assertThat(row.path("finished").isNull()).isTrue();
    assertThat(row.path("accuracy").isNull()).isTrue();
    assertThat(row.path("accuracyFull").isNull()).isTrue();
    assertThat(row.path("changedAnswers").isNull()).isTrue();
    assertThat(row.path("accuracyLabel").textValue()).isEqualTo("assumed");
  }

  @Test
  void table_rows_alignedAndExplained() {
    String table = table();

    assertThat(table)
        .startsWith(
            """

            sums, finished: 3 traces, 2 questions, 2 models; graded 3, answers compared 3
              policy                     tokens       kept    cost saved %           95 %   all %     accuracy %  label     changed
              full                          300        300       0     0.0       0.0..0.0     0.0    66.7 > 66.7  recorded        0
              pith                          300        175      15    36.7     20.0..70.0    36.7    66.7 > 33.3  stated          1
              pith by model              tokens       kept    cost saved %           95 %   all %     accuracy %  label     changed
              large                         100        100       0     0.0       0.0..0.0     0.0      0.0 > 0.0  recorded        0
              small                         200         75      15    55.0     40.0..70.0    55.0   100.0 > 50.0  stated          1
            """)
        .contains(
            "3 traces; tokens recorded for 1, estimated for 2 at 3.0 characters each; seed 9.",
            "left out: records without reasoning 2, bad lines 1, files without traces 1.");
  }

  @Test
  void table_anyLine_fitsIntoTheWindow() {
    assertThat(table().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @Test
  void html_page_wellFormedWithOneChartAndNothingFromOutside() throws Exception {
    String page = HtmlReport.page(rows, loops, "pith", NOTES);

    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(page).containsOnlyOnce("<svg").doesNotContain("http:", "https:", "src=", "<script");
    assertThat(page).contains("prefers-color-scheme: dark", "<td>pith</td><td>3</td>");
  }

  @Test
  void html_namesFromTheData_escaped() {
    TrimReport report = new TrimReport();
    report.add(
        SampleOutcomes.outcome(
            new RowKey("<b>\"sums\"&", "m", true),
            "pith",
            "q",
            0.5,
            0,
            true,
            SampleOutcomes.same(true)));

    String page = HtmlReport.page(report.rows(List.of("pith"), 1), List.of(), "pith", NOTES);

    assertThat(page).contains("&lt;b&gt;&quot;sums&quot;&amp;").doesNotContain("<b>");
  }

  private String table() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new TableReport(out).print(rows, loops, "pith", NOTES);
    out.flush();
    return text.toString();
  }
}
