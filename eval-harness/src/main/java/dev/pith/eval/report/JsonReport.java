package dev.pith.eval.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Writes rows as JSON; what is unknown is null, shares are between 0 and 1. */
public final class JsonReport {
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonReport() {}

  /**
   * Writes the rows of the suite {@code trim}.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(List<PolicyRow> rows, List<LoopRow> loops, Path file)
      throws IOException {
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree(rows, loops));
  }

  static ObjectNode tree(List<PolicyRow> rows, List<LoopRow> loops) {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", "trim");
    ArrayNode rowArray = tree.putArray("rows");
    rows.forEach(row -> add(row, rowArray.addObject()));
    ArrayNode loopArray = tree.putArray("loops");
    loops.forEach(row -> add(row, loopArray.addObject()));
    return tree;
  }

  private static void add(PolicyRow row, ObjectNode to) {
    to.put("dataset", row.key().dataset())
        .put("model", row.key().model())
        .put("finished", row.key().finished())
        .put("policy", row.policy())
        .put("traces", row.traces())
        .put("questions", row.questions())
        .put("tokensFull", rounded(row.tokensFull(), 1))
        .put("tokensKept", rounded(row.tokensKept(), 1))
        .put("tokensCost", rounded(row.tokensCost(), 1))
        .put("savedMacro", rounded(row.savedMacro(), 6))
        .put("savedWeighted", rounded(row.savedWeighted(), 6));
    to.putArray("ci95").add(rounded(row.ci95().low(), 6)).add(rounded(row.ci95().high(), 6));
    put(to, "accuracyFull", row.accuracyFull());
    put(to, "accuracy", row.accuracy());
    to.put("accuracyLabel", row.label().word()).put("graded", rounded(row.graded(), 3));
    put(to, "changedAnswers", row.changedAnswers());
    to.put("compared", rounded(row.compared(), 3))
        .put("undecided", rounded(row.undecided(), 3))
        .put("unstated", rounded(row.unstated(), 3));
    ObjectNode reasons = to.putObject("cutReasons");
    row.reasons().forEach((reason, count) -> reasons.put(reason, rounded(count, 3)));
  }

  private static void add(LoopRow row, ObjectNode to) {
    to.put("dataset", row.dataset())
        .put("unfinished", row.unfinished())
        .put("looping", row.looping())
        .put("loopsCut", row.loopsCut())
        .put("cutBeforeLoop", row.cutBeforeLoop())
        .put("othersCut", row.othersCut());
    add(row.fromStart(), to.putObject("tokensFromStart"));
    to.put("within" + LoopRow.NEAR_TOKENS, row.within());
    put(to, "savedWeighted", row.savedWeighted());
  }

  private static void add(LoopRow.Distances distances, ObjectNode to) {
    put(to, "median", distances.median());
    put(to, "p90", distances.p90());
    put(to, "max", distances.max());
  }

  private static void put(ObjectNode to, String field, OptionalDouble value) {
    if (value.isPresent()) {
      to.put(field, rounded(value.getAsDouble(), 6));
    } else {
      to.putNull(field);
    }
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
