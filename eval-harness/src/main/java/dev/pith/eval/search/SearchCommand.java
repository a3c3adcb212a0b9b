package dev.pith.eval.search;

import dev.pith.eval.dataset.SearchRecords;
import dev.pith.eval.dataset.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval search}: what votes and searches cost on recorded data, and what they keep. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = TuneCommand.class,
    description = {
      "Replays recorded traces that were sampled side by side, and recorded search trees, and"
          + " reports what each policy costs and answers.",
      "",
    },
    footerHeading = "%nPolicies of votes:%n",
    footer = {
      "  sc@K             self-consistency: the vote of K traces",
      "  asc              adaptive consistency, one trace after the other",
      "  esc              early-stopping self-consistency in windows of 8",
      "  sac              self-consistency; a trace ends after 14 equal probes",
      "  parallel-probe   Parallel-Probe with its published parameters",
      "  cut-N            a control: all traces are cut after N probes",
      "  pith-..          Pith's own, from the file with frozen policies; -probes read probes",
      "  oracle           the shortest trace that answers as sc@64 does",
    })
public final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files with recordings (JSON Lines, plain or gzip), or folders with such files.")
  private List<Path> data = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--policies",
      paramLabel = "FILE",
      description = "Frozen policies, as tune writes them; without it, those that come with Pith.")
  private @Nullable Path policies;

  @Option(
      names = "--seeds",
      defaultValue = "100",
      paramLabel = "N",
      description = "Shuffles of the traces of each question (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Override
  public Integer call() throws IOException {
    if (data.isEmpty()) {
      throw wrong("Missing required option: '--data=PATH'");
    }
    if (seeds < 1) {
      throw wrong("--seeds must be at least 1: " + seeds);
    }
    OutputFile.check(json, spec.commandLine());
    FrozenPolicies frozen =
        policies == null ? FrozenPolicies.shipped() : FrozenPolicies.read(policies);
    String from =
        (policies == null ? "those of Pith" : policies.toString())
            + ", tuned on "
            + frozen.tunedOn();
    SearchRecords records = SearchRecords.read(TraceReader.files(data));
    PrintWriter err = spec.commandLine().getErr();
    records.otherFiles().forEach(file -> err.println("left out: no searches in " + file));
    err.flush();
    if (records.questions().isEmpty() && records.trees().isEmpty()) {
      throw wrong("nothing could be read: no search in " + data);
    }
    List<VoteRow> votes;
    try (SearchProgress progress = new SearchProgress(err, CommandLine.Help.Ansi.AUTO.enabled())) {
      votes =
          new VoteEvaluation(seeds, VotePolicies.with(frozen), progress::next)
              .rows(records.questions());
    }
    List<TreeRow> trees = TreeEvaluation.rows(records.trees());
    PrintWriter out = spec.commandLine().getOut();
    SearchReport.print(votes, trees, out);
    out.println();
    out.println("frozen policies: " + from);
    out.flush();
    if (json != null) {
      SearchReport.write(votes, trees, from, json);
    }
    return CommandLine.ExitCode.OK;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
