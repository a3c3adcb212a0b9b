package dev.pith.eval.live;

import dev.pith.eval.replay.ChatClient;
import dev.pith.eval.report.LiveText;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A demonstration with a model that runs: one problem of each family is thought about before the
 * reader's eyes, untrimmed and trimmed, then many are put to it and counted.
 */
public final class LiveShow {
  private static final int COLUMNS = 92;
  private static final String MARGIN = "   | ";
  private static final String ROW = "   %-14s %9s %19s %8s %9s%n";

  /** Hard enough to be thought about, and short enough to be read. */
  private static final int SHOWN_DIFFICULTY = 2;

  private static final int CONCURRENCY = 16;
  private static final Set<LivePolicy> COUNTED =
      EnumSet.of(LivePolicy.FULL, LivePolicy.PITH, LivePolicy.BUDGET);

  private final PrintStream out;
  private final boolean ansi;

  /**
   * Prepares a show.
   *
   * @param ansi whether the terminal can print dimly
   */
  public LiveShow(PrintStream out, boolean ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /**
   * Runs it.
   *
   * @param settings the model
   * @param problems how many are counted, at least 1
   * @param seed of problems and sampling
   * @throws IOException when the model cannot be read or a request fails
   */
  public void run(ModelSettings settings, int problems, long seed)
      throws IOException, InterruptedException {
    TrimSettings trim = TrimSettings.forShortTraces();
    LivePlan plan = new LivePlan(COUNTED, trim, LiveSampling.defaults(), seed, CONCURRENCY);
    try (LiveServers servers = LiveServers.start(settings, trim, null, Map.of())) {
      out.printf(
          "The model, %s%nIt runs in this process, behind the proxy.%n", servers.description());
      LiveRun run = new LiveRun(servers, plan, (policy, done, all) -> {});
      List<Family> families = List.of(Family.values());
      List<Problem> shown =
          LiveProblems.draw(families, List.of(SHOWN_DIFFICULTY), families.size(), seed);
      for (int i = 0; i < shown.size(); i++) {
        show(run, shown.get(i), i, shown.size());
      }
      count(run, problems, seed);
    }
  }

  private void show(LiveRun run, Problem problem, int number, int of) throws IOException {
    out.printf("%n[%d/%d] ", number + 1, of);
    if (!problem.chunks().isEmpty()) {
      out.printf("(%d retrieved notes)%n", problem.chunks().size());
      problem.chunks().forEach(chunk -> out.printf("   - %s%n", chunk));
      out.print("   ");
    }
    out.println(problem.question());
    for (LivePolicy policy : List.of(LivePolicy.FULL, LivePolicy.PITH)) {
      out.printf("%n   trimming %s%n", policy == LivePolicy.FULL ? "off" : "on");
      LiveText text = new LiveText(out, ansi, MARGIN, COLUMNS);
      StringBuilder visible = new StringBuilder();
      LiveAnswer answer =
          run.ask(
              policy,
              problem,
              number,
              OptionalInt.empty(),
              new ChatClient.Listener() {
                @Override
                public void onReasoning(String piece) {
                  text.onText(piece);
                }

                @Override
                public void onAnswer(String piece) {
                  visible.append(piece);
                }
              });
      text.end();
      out.printf(
          Locale.ROOT,
          "   %s; %s (%s), after %,.0f tokens of thinking and %.1f s%n",
          answer.cut() ? "cut by Pith" : "ended by itself",
          visible.toString().strip(),
          answer.right() ? "right" : "wrong, it is " + problem.answer(),
          answer.thinkingTokens(),
          answer.seconds());
    }
  }

  private void count(LiveRun run, int problems, long seed)
      throws IOException, InterruptedException {
    List<Problem> counted =
        LiveProblems.draw(List.of(Family.values()), LiveProblems.DIFFICULTIES, problems, seed + 1);
    out.printf(
        "%n%d further problems of all difficulties, with the same seeds each time:%n%n",
        counted.size());
    out.flush();
    Map<LivePolicy, List<LiveAnswer>> answers = run.run(counted);
    List<LiveAnswer> full = LivePlan.of(answers, LivePolicy.FULL);
    out.printf(ROW, "trimming", "right", "thinking tokens", "saved", "seconds");
    answers.forEach(
        (policy, all) -> {
          LiveRow row = LiveRow.of("all", "all", policy, all, full, seed);
          out.printf(
              ROW,
              name(policy),
              String.format(Locale.ROOT, "%.0f %%", 100 * row.accuracy()),
              String.format(Locale.ROOT, "%,.0f", row.thinkingTokens()),
              String.format(Locale.ROOT, "%.0f %%", 100 * row.saved()),
              String.format(Locale.ROOT, "%.2f", row.seconds()));
        });
    out.printf(
        "%nThe fixed budget is the same for all, and takes about as many tokens as Pith. Seconds are the"
            + " mean of an answer,%n%d at once. ./pith eval live measures more of them, with"
            + " intervals and further controls.%n",
        CONCURRENCY);
  }

  private static String name(LivePolicy policy) {
    return switch (policy) {
      case FULL -> "off";
      case PITH -> "on";
      default -> "fixed budget";
    };
  }
}
