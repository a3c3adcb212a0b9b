package dev.pith.eval.vote;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rows of live votes, each beside the vote of all branches on the same problems. */
final class VoteTable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String LINE = "  %-14s %8s %7s %15s %9s %9s %15s %10s %8s %7s%n";

  private final List<Row> rows = new ArrayList<>();
  private final int problems;

  /**
   * What a policy came to; means over problems.
   *
   * @param points accuracy minus that of the vote of all branches
   * @param pointsCi95 its interval, over pairs of problems
   * @param share its tokens, as a share of those of the vote of all branches
   * @param shareCi95 its interval, over pairs of problems
   */
  record Row(
      String policy,
      double accuracy,
      double points,
      BootstrapInterval pointsCi95,
      double tokens,
      double share,
      BootstrapInterval shareCi95,
      double sequentialTokens,
      double started,
      double seconds) {}

  /**
   * Sums up.
   *
   * @param outcomes by policy, each in the same order of problems
   * @param all the policy that the others are compared with
   * @param seed of the intervals
   */
  VoteTable(Map<String, List<VoteOutcome>> outcomes, String all, long seed) {
    List<VoteOutcome> base = outcomes.getOrDefault(all, List.of());
    if (base.isEmpty()) {
      throw new IllegalArgumentException("no outcomes of " + all);
    }
    problems = base.size();
    outcomes.forEach((policy, of) -> rows.add(row(policy, of, base, seed)));
  }

  private static Row row(
      String policy, List<VoteOutcome> outcomes, List<VoteOutcome> base, long seed) {
    double[] ones = new double[base.size()];
    Arrays.fill(ones, 1);
    double[] gained = new double[base.size()];
    for (int i = 0; i < gained.length; i++) {
      gained[i] = right(outcomes.get(i)) - right(base.get(i));
    }
    double[] tokens = outcomes.stream().mapToDouble(VoteOutcome::tokens).toArray();
    double[] baseTokens = base.stream().mapToDouble(VoteOutcome::tokens).toArray();
    return new Row(
        policy,
        mean(outcomes, VoteTable::right),
        Arrays.stream(gained).average().orElse(0),
        BootstrapInterval.ofMean(gained, ones, seed),
        mean(outcomes, VoteOutcome::tokens),
        Arrays.stream(tokens).sum() / Arrays.stream(baseTokens).sum(),
        BootstrapInterval.ofMean(tokens, baseTokens, seed),
        mean(outcomes, VoteOutcome::sequentialTokens),
        mean(outcomes, VoteOutcome::started),
        mean(outcomes, VoteOutcome::seconds));
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  void print(PrintWriter out) {
    out.printf("%n%,d problems%n", problems);
    out.printf(
        LINE,
        "policy",
        "accurate",
        "points",
        "95 %",
        "tokens",
        "% of all",
        "95 %",
        "sequential",
        "started",
        "s");
    for (Row row : rows) {
      out.printf(
          LINE,
          row.policy,
          number("%.1f", 100 * row.accuracy),
          number("%+.1f", 100 * row.points),
          range(row.pointsCi95),
          number("%,.0f", row.tokens),
          number("%.1f", 100 * row.share),
          range(row.shareCi95),
          number("%,.0f", row.sequentialTokens),
          number("%.1f", row.started),
          number("%.2f", row.seconds));
    }
  }

  /** Writes all rows. */
  void write(Path file) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", "vote").put("problems", problems);
    ArrayNode array = tree.putArray("rows");
    for (Row row : rows) {
      ObjectNode to =
          array
              .addObject()
              .put("policy", row.policy)
              .put("accuracy", row.accuracy)
              .put("accuracyDifference", row.points);
      to.putArray("accuracyDifferenceCi95").add(row.pointsCi95.low()).add(row.pointsCi95.high());
      to.put("tokens", row.tokens).put("tokensShare", row.share);
      to.putArray("tokensShareCi95").add(row.shareCi95.low()).add(row.shareCi95.high());
      to.put("sequentialTokens", row.sequentialTokens)
          .put("started", row.started)
          .put("seconds", row.seconds);
    }
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree);
  }

  private static double right(VoteOutcome outcome) {
    return outcome.right() ? 1 : 0;
  }

  private static double mean(List<VoteOutcome> outcomes, ToDoubleFunction<VoteOutcome> of) {
    return outcomes.stream().mapToDouble(of).average().orElse(0);
  }

  private static String range(BootstrapInterval interval) {
    return number("%.1f", 100 * interval.low()) + " to " + number("%.1f", 100 * interval.high());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
