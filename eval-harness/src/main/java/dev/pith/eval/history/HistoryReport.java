package dev.pith.eval.history;

import dev.pith.eval.report.BootstrapInterval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints what replays came to. */
final class HistoryReport {
  private static final String LINE = "  %-16s%14s%9s%16s%14s%9s%16s%14s%9s%8s%12s%12s%n";

  private final PrintWriter out;

  HistoryReport(PrintWriter out) {
    this.out = out;
  }

  /** Prints the table of a source that has a log. */
  void print(LogSource source, List<HistoryRow> rows) {
    out.printf(
        Locale.ROOT,
        "%s: %,d logs, %,d requests, %,d thoughts, %,d of them in a later request as a part of an"
            + " earlier turn; %,d lines rejected%n",
        source.name(),
        source.logs(),
        source.requests(),
        source.thoughts(),
        source.past(),
        source.rejected());
    out.printf(
        Locale.ROOT,
        "%,d logs have no reasoning at all (of a model that has none or does not show it), %,d only"
            + " reasoning of the turn that runs, which is never touched: nothing to shorten there%n",
        source.withoutReasoning(),
        source.withoutPastReasoning());
    if (source.systemUnknown() > 0) {
      out.printf(
          Locale.ROOT,
          "%,d logs name a system message that is not there: replayed without%n",
          source.systemUnknown());
    }
    out.println();
    out.printf(
        LINE,
        "history",
        "prompt tokens",
        "saved %",
        "95 %",
        "cost",
        "saved %",
        "95 %",
        "prompts kept",
        "pruned",
        "breaks",
        "read again",
        "violations");
    for (HistoryRow row : rows) {
      out.printf(
          LINE,
          row.variant(),
          whole(row.tokens()),
          percent(row.saved()),
          interval(row.savedCi95()),
          whole(row.cost()),
          percent(row.costSaved()),
          interval(row.costSavedCi95()),
          percent(row.promptsKeptSaved()),
          whole(row.pruned()),
          whole(row.breaks()),
          whole(row.readAgain()),
          whole(row.violations()));
    }
    source
        .violations()
        .forEach((variant, kinds) -> out.printf("%nviolations of %s: %s%n", variant, kinds));
    out.println();
    out.flush();
  }

  /**
   * Prints how the tables are to be read.
   *
   * @param cachedPrice of a cached token, in [0, 1]
   */
  void explain(double cachedPrice) {
    out.printf(
        Locale.ROOT,
        "Tokens only: no model was asked again, so what a shorter history does to answers is"
            + " unknown. Tokens are estimated at %.0f characters;%nshares do not depend on that.%n"
            + "Cost: computed tokens, and cached ones at %s. A server holds the last request of a log"
            + " and what it wrote behind it;%nprompts kept: cost saved before one that holds the"
            + " request only. Intervals by drawing logs.%n"
            + "Breaks: requests that leave what the server holds before its end; read again: earlier"
            + " tokens behind that place.%n"
            + "Violations: changed texts, tool calls, results or reasoning of the turn that runs, and"
            + " history in another form than before.%n"
            + "Where the chat template of a model drops past reasoning itself, nothing of it is"
            + " there to save.%n",
        HistoryRow.CHARS_PER_TOKEN,
        cachedPrice);
    out.flush();
  }

  private static String interval(BootstrapInterval interval) {
    return percent(interval.low()) + " .. " + percent(interval.high());
  }

  private static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.1f", 100 * share);
    return text.equals("-0.0") ? "0.0" : text;
  }

  private static String whole(double number) {
    return whole(Math.round(number));
  }

  private static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
