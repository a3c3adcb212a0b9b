package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** What came of a run. */
final class SftReport {
  private static final JsonMapper JSON = new JsonMapper();

  private final SftPlan plan;
  private final TraceScorer scorer;
  private final RunState end;

  SftReport(SftPlan plan, TraceScorer scorer, RunState end) {
    this.plan = plan;
    this.scorer = scorer;
    this.end = end;
  }

  /** Writes it as JSON; an uninterrupted run and one that was killed write the same counts. */
  void write() throws IOException {
    ObjectNode root =
        JSON.createObjectNode()
            .put("in", plan.in().toString())
            .put("out", plan.out().toString())
            .put("control", plan.control().toString())
            .put("scorer", scorer.id())
            .put("budget", plan.budgetLabel())
            .put("format", plan.format().label())
            .put("seed", plan.seed());
    ObjectNode counts = root.putObject("counts");
    for (Count count : Count.values()) {
      counts.put(count.label(), end.count(count));
    }
    if (!scorer.cost().isEmpty()) {
      root.set("cost", JSON.valueToTree(scorer.cost()));
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(plan.report().toFile(), root);
  }

  void print(PrintWriter out) {
    long before = end.count(Count.TOKENS_BEFORE);
    out.printf(
        Locale.ROOT,
        "%,d rows of %,d lines: %,d tokens of thinking -> %,d (%.1f %%), random control %,d"
            + " (%.1f %%)%n",
        end.count(Count.ROWS),
        end.count(Count.LINES),
        before,
        end.count(Count.TOKENS_AFTER),
        percent(end.count(Count.TOKENS_AFTER), before),
        end.count(Count.CONTROL_TOKENS_AFTER),
        percent(end.count(Count.CONTROL_TOKENS_AFTER), before));
    out.printf(
        Locale.ROOT,
        "%,d rows untouched, %,d over the budget because of steps that must stay%n",
        end.count(Count.UNTOUCHED),
        end.count(Count.OVER_BUDGET));
    if (end.count(Count.COARSE_SKIPPED) > 0) {
      out.printf(
          Locale.ROOT,
          "%,d rows by the fine stage alone, the coarse one was skipped: coarse_skipped says why%n",
          end.count(Count.COARSE_SKIPPED));
    }
    boolean rejected = false;
    for (Count count : Count.values()) {
      if (count.isRejection() && end.count(count) > 0) {
        rejected = true;
        out.printf(Locale.ROOT, "%,d lines left out: %s%n", end.count(count), count.label());
      }
    }
    out.printf("rows in %s, control in %s%n", plan.out(), plan.control());
    if (rejected) {
      out.printf("the lines that were left out, and why: %s%n", plan.rejects());
    }
    out.flush();
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 100 : 100.0 * part / whole;
  }
}
