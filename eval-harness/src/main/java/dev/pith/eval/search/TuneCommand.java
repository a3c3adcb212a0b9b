package dev.pith.eval.search;

import dev.pith.eval.dataset.SearchRecords;
import dev.pith.eval.dataset.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval search tune}: finds settings of Pith's vote and freezes them in a file. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tunes Pith's vote on recorded traces, with and without probes, to beat self-consistency of"
            + " 8, 16, 32 and 64 traces: its accuracy and its agreement with 64 at 60 %% of its"
            + " tokens and no later. Held out are the questions of a fold, answered with settings"
            + " that were tuned on the others.")
final class TuneCommand implements Callable<Integer> {
  private static final int FEW_SEEDS = 10;
  private static final int FINALISTS = 40;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--on",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files with recorded traces, or folders with such files.")
  private List<Path> on = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the settings are frozen.")
  private Path file = Path.of("");

  @Option(
      names = "--draws",
      defaultValue = "6000",
      paramLabel = "N",
      description = "Settings that are tried, with probes and without (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--seeds",
      defaultValue = "100",
      paramLabel = "N",
      description = "Shuffles in the end (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--folds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Folds of the cross-validation (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of the settings and the folds (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    OutputFile.check(file, spec.commandLine());
    SearchRecords records = SearchRecords.read(TraceReader.files(on));
    List<VoteCase> cases =
        VoteCase.of(records.questions()).stream().filter(VoteCase::isGraded).toList();
    if (draws < 1 || seeds < 1) {
      throw wrong("--draws and --seeds must be at least 1: %d, %d".formatted(draws, seeds));
    }
    if (folds < 2 || folds > cases.size()) {
      throw wrong(
          "--folds must be in [2, %d], the questions with a reference answer: %d"
              .formatted(cases.size(), folds));
    }
    VoteTuner.Plan plan =
        new VoteTuner.Plan(
            draws, Math.min(seeds, FEW_SEEDS), Math.min(draws, FINALISTS), seeds, folds, seed);
    List<VoteTuner.Tuned> tuned;
    try (SearchProgress progress =
        new SearchProgress(spec.commandLine().getErr(), CommandLine.Help.Ansi.AUTO.enabled())) {
      tuned = new VoteTuner(cases, plan, progress::next).tune();
    }
    print(tuned, cases.size());
    List<FrozenPolicies.Policy> policies = new ArrayList<>();
    tuned.forEach(one -> policies.add(one.policy()));
    new FrozenPolicies(name(cases), policies).write(file);
    return CommandLine.ExitCode.OK;
  }

  private static String name(List<VoteCase> cases) {
    TreeSet<String> sets = new TreeSet<>();
    cases.forEach(one -> sets.add(one.question().dataset() + ", " + one.question().model()));
    return String.join("; ", sets);
  }

  private void print(List<VoteTuner.Tuned> tuned, int questions) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d questions, %d folds, %d shuffles%n", questions, folds, seeds);
    out.printf(
        "  %-18s%-10s%11s%9s%12s%10s%13s%8s%n",
        "policy",
        "questions",
        "accuracy %",
        "same %",
        "tokens",
        "% of bar",
        "sequential",
        "beaten");
    for (VoteTuner.Tuned one : tuned) {
      row(out, "sc@" + one.bar().branches(), "all", one.bar(), one.bar().scores());
      row(out, one.policy().name(), "tuned", one.bar(), one.tuned());
      row(out, one.policy().name(), "held out", one.bar(), one.heldOut());
    }
    out.flush();
  }

  private static void row(
      PrintWriter out, String name, String questions, Bar bar, VoteScores scores) {
    out.printf(
        Locale.ROOT,
        "  %-18s%-10s%11.2f%9.2f%,12.0f%10.1f%,13.0f%8s%n",
        name,
        questions,
        100 * scores.mean(VoteScores.Question::right),
        100 * scores.mean(VoteScores.Question::agrees),
        scores.mean(VoteScores.Question::allTokens),
        100 * bar.tokenShare(scores),
        scores.mean(VoteScores.Question::sequentialTokens),
        questions.equals("all") ? "" : bar.isBeatenBy(scores) ? "yes" : "no");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
