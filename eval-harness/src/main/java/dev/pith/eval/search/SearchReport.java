package dev.pith.eval.search;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.grade.AccuracyLabel;
import dev.pith.eval.report.BootstrapInterval;
import dev.pith.eval.search.live.LiveTreeOptions;
import dev.pith.eval.search.live.LiveTreeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the rows of the suite {@code search}; what is unknown is null, shares are 0 to 1. */
final class SearchReport {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String SUITE = "search";

  private SearchReport() {}

  /**
   * Writes all rows as JSON.
   *
   * @param policies where the frozen policies are from
   */
  static void write(List<VoteRow> votes, List<TreeRow> trees, String policies, Path file)
      throws IOException {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", SUITE).put("policies", policies);
    ArrayNode rows = tree.putArray("rows");
    votes.forEach(row -> add(row, rows.addObject()));
    trees.forEach(row -> add(row, rows.addObject()));
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree);
  }

  /** Writes the rows of live searches as JSON. */
  static void writeLive(LiveTreeOptions.Rows rows, Path file) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", SUITE);
    ArrayNode array = tree.putArray("rows");
    rows.rows()
        .forEach(row -> LiveTreeReport.add(row, rows.model(), rows.embedder(), array.addObject()));
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree);
  }

  private static void add(VoteRow row, ObjectNode to) {
    to.put("suite", SUITE)
        .put("part", "replay")
        .put("dataset", row.dataset())
        .put("model", row.model())
        .put("policy", row.policy());
    put(to, "accuracy", row.accuracy());
    to.put("accuracyLabel", AccuracyLabel.RECORDED.word());
    put(to, "ci95", row.accuracyInterval());
    put(to, "gain", row.gain());
    put(to, "gainCi95", row.gainInterval());
    to.put("agreement", rounded(row.agreement(), 6))
        .put("tokens", rounded(row.tokens(), 1))
        .put("tokensWithProbes", rounded(row.tokens() + row.probeTokens(), 1))
        .put("sequentialTokens", rounded(row.sequentialTokens(), 1))
        .putNull("kvTokens")
        .put("started", rounded(row.started(), 2))
        .put("peak", rounded(row.peak(), 2))
        .put("questions", row.questions())
        .put("seeds", row.seeds());
  }

  private static void add(TreeRow row, ObjectNode to) {
    to.put("suite", SUITE)
        .put("part", "trees")
        .put("dataset", row.dataset())
        .put("model", row.model())
        .put("policy", row.policy())
        .put("accuracy", rounded(row.solved(), 6))
        .put("accuracyLabel", AccuracyLabel.RECORDED.word())
        .put("nodes", rounded(row.nodes(), 3))
        .put("kept", rounded(row.kept(), 3))
        .put("duplicatesKept", rounded(row.duplicatesKept(), 3))
        .put("unexpandedKept", rounded(row.unexpandedKept(), 3))
        .put("solutionKept", rounded(row.solutionKept(), 6))
        .putNull("tokens")
        .putNull("sequentialTokens")
        .putNull("kvTokens")
        .put("questions", row.trees())
        .put("seeds", row.seeds());
  }

  /** Prints the rows as tables of at most 120 columns. */
  static void print(List<VoteRow> votes, List<TreeRow> trees, PrintWriter out) {
    String group = "";
    for (VoteRow row : votes) {
      String title = row.dataset() + ", " + row.model();
      if (!title.equals(group)) {
        group = title;
        out.printf(
            "%n%s: %d questions, %d shuffles, recorded answers%n",
            title, row.questions(), row.seeds());
        out.printf(
            "  %-18s%10s%15s%15s%8s%11s%11s%12s%9s%7s%n",
            "policy",
            "accuracy %",
            "95 %",
            "less " + VotePolicies.BASELINE,
            "same %",
            "tokens",
            "+ probes",
            "sequential",
            "started",
            "peak");
      }
      out.printf(
          Locale.ROOT,
          "  %-18s%10s%15s%15s%8.1f%,11.0f%,11.0f%,12.0f%9.1f%7.1f%n",
          row.policy(),
          row.accuracy().isPresent() ? percent(row.accuracy().getAsDouble()) : "-",
          row.accuracyInterval().map(SearchReport::range).orElse("-"),
          row.gainInterval().map(SearchReport::range).orElse("-"),
          100 * row.agreement(),
          row.tokens(),
          row.tokens() + row.probeTokens(),
          row.sequentialTokens(),
          row.started(),
          row.peak());
    }
    if (!votes.isEmpty()) {
      out.printf(
          "%nsame: the answer is that of %s; + probes: with %d tokens for each probe;%n"
              + "sequential: tokens of one branch until the vote was over;%n"
              + "less %s: difference of accuracy in points, 95 %% over pairs of questions.%n",
          VotePolicies.BASELINE, VoteScores.PROBE_TOKENS, VotePolicies.BASELINE);
    }
    printTrees(trees, out);
    out.flush();
  }

  private static void printTrees(List<TreeRow> trees, PrintWriter out) {
    String group = "";
    for (TreeRow row : trees) {
      String title = row.dataset() + ", " + row.model();
      if (!title.equals(group)) {
        group = title;
        out.printf("%n%s: %d trees, recorded choices%n", title, row.trees());
        out.printf(
            "  %-18s%10s%10s%12s%12s%15s%10s%n",
            "policy", "nodes", "kept", "duplicates", "unexpanded", "solution kept", "solved %");
      }
      out.printf(
          Locale.ROOT,
          "  %-18s%10.1f%10.1f%12.2f%12.2f%15s%10s%n",
          row.policy(),
          row.nodes(),
          row.kept(),
          row.duplicatesKept(),
          row.unexpandedKept(),
          percent(row.solutionKept()),
          percent(row.solved()));
    }
    if (!trees.isEmpty()) {
      out.printf(
          "%nper tree; duplicates: kept nodes with the state of another kept node of their level;%n"
              + "unexpanded: kept nodes of which no children are recorded; solution kept: %% of the"
              + " trees with a%nrecorded solution in which one of its leaves is kept.%n");
    }
  }

  private static void put(ObjectNode to, String field, OptionalDouble value) {
    if (value.isPresent()) {
      to.put(field, rounded(value.getAsDouble(), 6));
    } else {
      to.putNull(field);
    }
  }

  private static void put(ObjectNode to, String field, Optional<BootstrapInterval> interval) {
    if (interval.isPresent()) {
      to.putArray(field)
          .add(rounded(interval.get().low(), 6))
          .add(rounded(interval.get().high(), 6));
    } else {
      to.putNull(field);
    }
  }

  private static String range(BootstrapInterval interval) {
    return percent(interval.low()) + ".." + percent(interval.high());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
