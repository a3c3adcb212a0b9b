package dev.pith.eval.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import dev.pith.eval.world.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of a live evaluation: by family and difficulty, for each half, and for all. */
final class LiveReport {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ALL = "all";
  private static final String LINE = "  %-18s %8s %15s %7s %15s %8s %7s %15s %8s %8s %6s %s%n";

  private final List<LiveRow> rows = new ArrayList<>();

  /**
   * Sums the answers up.
   *
   * @param answers by policy, full thinking among them; all in the same order of problems
   * @param full those of full thinking
   * @param seed of the intervals
   */
  LiveReport(Map<LivePolicy, List<LiveAnswer>> answers, List<LiveAnswer> full, long seed) {
    Map<String, Group> groups = new LinkedHashMap<>();
    add(groups, new Group(ALL, ALL, problem -> true));
    add(groups, new Group(ALL, "easy", Problem::easy));
    add(groups, new Group(ALL, "hard", problem -> !problem.easy()));
    for (LiveAnswer answer : full) {
      String family = answer.problem().family().key();
      add(groups, new Group(family, ALL, problem -> problem.family().key().equals(family)));
    }
    for (LiveAnswer answer : full) {
      String family = answer.problem().family().key();
      int difficulty = answer.problem().difficulty();
      add(
          groups,
          new Group(
              family,
              Integer.toString(difficulty),
              problem ->
                  problem.family().key().equals(family) && problem.difficulty() == difficulty));
    }
    groups.values().forEach(group -> sumUp(group, answers, full, seed));
  }

  private record Group(String family, String difficulty, Predicate<Problem> has) {}

  private static void add(Map<String, Group> groups, Group group) {
    groups.putIfAbsent(group.family + "/" + group.difficulty, group);
  }

  private void sumUp(
      Group group, Map<LivePolicy, List<LiveAnswer>> answers, List<LiveAnswer> full, long seed) {
    List<LiveAnswer> ofFull = of(group, full);
    if (!ofFull.isEmpty()) {
      answers.forEach(
          (policy, all) ->
              rows.add(
                  LiveRow.of(
                      group.family, group.difficulty, policy, of(group, all), ofFull, seed)));
    }
  }

  private static List<LiveAnswer> of(Group group, List<LiveAnswer> answers) {
    return answers.stream().filter(answer -> group.has.test(answer.problem())).toList();
  }

  List<LiveRow> rows() {
    return List.copyOf(rows);
  }

  /**
   * Prints tables of at most 134 columns.
   *
   * @param detailed whether every difficulty of every family gets one
   */
  void print(PrintWriter out, boolean detailed) {
    String title = "";
    for (LiveRow row : rows) {
      if (!detailed && !row.family().equals(ALL) && !row.difficulty().equals(ALL)) {
        continue;
      }
      String next = title(row);
      if (!next.equals(title)) {
        title = next;
        out.printf("%n%s: %,d problems%n", title, row.problems());
        out.printf(
            LINE,
            "policy",
            "accurate",
            "95 %",
            "points",
            "95 %",
            "thinking",
            "saved",
            "95 %",
            "verifier",
            "total",
            "s",
            "label");
      }
      print(out, row);
    }
  }

  private static void print(PrintWriter out, LiveRow row) {
    int n = row.problems();
    out.printf(
        Locale.ROOT,
        LINE,
        row.policy().key(),
        percent(row.accuracy()),
        range(row.ci95()),
        signed(row.difference()),
        range(row.differenceCi95()),
        whole(row.thinkingTokens() / n),
        percent(row.saved()),
        range(row.savedCi95()),
        whole(row.verifierTokens() / n),
        whole(row.totalTokens() / n),
        String.format(Locale.ROOT, "%.2f", row.seconds()),
        row.policy().label());
  }

  private static String title(LiveRow row) {
    if (row.family().equals(ALL)) {
      return row.difficulty().equals(ALL) ? "all" : row.difficulty() + " half";
    }
    return row.family() + (row.difficulty().equals(ALL) ? "" : ", difficulty " + row.difficulty());
  }

  /** Writes all rows. */
  void write(Path file) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", "live");
    ArrayNode array = tree.putArray("rows");
    for (LiveRow row : rows) {
      ObjectNode to =
          array
              .addObject()
              .put("family", row.family())
              .put("difficulty", row.difficulty())
              .put("policy", row.policy().key())
              .put("problems", row.problems())
              .put("accuracy", row.accuracy());
      put(to, "ci95", row.ci95());
      to.put("accuracyLabel", row.policy().label()).put("accuracyDifference", row.difference());
      put(to, "accuracyDifferenceCi95", row.differenceCi95());
      to.put("cut", row.cut())
          .put("thinkingTokens", row.thinkingTokens())
          .put("verifierTokens", row.verifierTokens())
          .put("totalTokens", row.totalTokens())
          .put("savedNet", row.saved());
      put(to, "savedNetCi95", row.savedCi95());
      to.put("seconds", row.seconds());
    }
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree);
  }

  private static void put(ObjectNode to, String name, BootstrapInterval interval) {
    to.putArray(name).add(interval.low()).add(interval.high());
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

  private static String whole(double tokens) {
    return String.format(Locale.ROOT, "%,.0f", tokens);
  }
}
