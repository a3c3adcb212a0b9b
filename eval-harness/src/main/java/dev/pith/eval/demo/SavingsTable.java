package dev.pith.eval.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** The figures of a demonstration, and what they do not show. */
final class SavingsTable {
  private static final String ROW = "%-24s %8s %8s %7s   %7s %7s   %-8s %-8s %s";

  private SavingsTable() {}

  /** Prints a row for each problem, the sums, and the price. */
  static void print(PrintStream out, List<DemoRun> runs) {
    out.printf("%n%-24s %25s   %15s   %s%n", "", "thinking tokens", "seconds", "answer");
    row(out, "problem", "off", "on", "saved", "off", "on", "off", "on", "");
    for (DemoRun run : runs) {
      row(
          out,
          run.trace().id(),
          count(run.off().reasoningTokens()),
          count(run.on().reasoningTokens()),
          saved(run.off().reasoningTokens(), run.on().reasoningTokens()),
          seconds(DemoRun.seconds(run.off())),
          seconds(DemoRun.seconds(run.on())),
          DemoRun.answer(run.trace(), run.off()).orElse("none"),
          DemoRun.answer(run.trace(), run.on()).orElse("none"),
          run.comparison());
    }
    List<DemoRun> finished =
        runs.stream().filter(run -> !Boolean.FALSE.equals(run.trace().finished())).toList();
    OptionalLong off = sum(finished, run -> run.off().reasoningTokens());
    OptionalLong on = sum(finished, run -> run.on().reasoningTokens());
    row(
        out,
        "all that end themselves",
        count(off),
        count(on),
        saved(off, on),
        seconds(finished.stream().mapToDouble(run -> DemoRun.seconds(run.off())).sum()),
        seconds(finished.stream().mapToDouble(run -> DemoRun.seconds(run.on())).sum()),
        "",
        "",
        "");
    List<DemoRun> cut = runs.stream().filter(run -> run.on().pith().isPresent()).toList();
    out.printf(
        "%nThe price: %d further requests with %s prompt tokens in all; a model server reads most of"
            + " them from its cache.%n"
            + "What this is: the traces are recordings written for this project, and no model was"
            + " run. The proxy and its cuts are real.%n"
            + "After a cut the answer is the last one that the kept thinking states (\"stated\");"
            + " ./pith eval measures on real recordings.%n",
        cut.size(), count(sum(cut, run -> run.on().pithNumber("/continuation_prompt_tokens"))));
  }

  /** Returns a number of tokens for people; unknown is a dash. */
  static String count(OptionalLong tokens) {
    return tokens.isPresent() ? String.format(Locale.ROOT, "%,d", tokens.getAsLong()) : "-";
  }

  private static void row(PrintStream out, Object... cells) {
    out.println(ROW.formatted(cells).stripTrailing());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static String saved(OptionalLong off, OptionalLong on) {
    if (off.isEmpty() || on.isEmpty() || off.getAsLong() == 0) {
      return "-";
    }
    double share = 1.0 - (double) on.getAsLong() / off.getAsLong();
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static OptionalLong sum(List<DemoRun> runs, Function<DemoRun, OptionalLong> part) {
    long sum = 0;
    for (DemoRun run : runs) {
      OptionalLong tokens = part.apply(run);
      if (tokens.isEmpty()) {
        return tokens;
      }
      sum += tokens.getAsLong();
    }
    return OptionalLong.of(sum);
  }
}
