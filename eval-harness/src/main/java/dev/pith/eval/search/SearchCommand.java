package dev.pith.eval.search;

import dev.pith.eval.dataset.SearchRecords;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.search.live.LiveTreeOptions;
import dev.pith.eval.search.live.LiveTreeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code pith eval search}: what votes and searches cost, live and recorded, and what they keep.
 */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = TuneCommand.class,
    description = {
      "Without --data: searches for the answers of generated problems with the model in this"
          + " process, live. With --data: replays recorded traces that were sampled side by side,"
          + " and recorded search trees. Both report what each policy costs and answers.",
      "",
    },
    footerHeading = "%nPolicies of live searches:%n",
    footer = {
      "  sc               self-consistency: samples up to their first stated answer",
      "  rebase           REBASE: what is good is continued more often",
      "  beam, dvts       beam search, diverse verifier tree search",
      "  ets, ets-kv      ETS as published, and without the coverage of meanings",
      "  random-ets       a control: as many candidates as ETS keeps, drawn",
      "  best-ets         a control: as many candidates as ETS keeps, the best",
      "  ets-narrow       ETS that narrows: what is pruned is given to nobody",
      "  pith             that, equal steps merged, duplicates discounted, a stop by the vote",
      "",
      "Policies of votes:",
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

  @Mixin private LiveTreeOptions live = new LiveTreeOptions();

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw wrong("--seeds must be at least 1: " + seeds);
    }
    live.check();
    OutputFile.check(json, spec.commandLine());
    return data.isEmpty() ? searchLive() : replay();
  }

  private Integer searchLive() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    LiveTreeOptions.Rows rows;
    try (SearchProgress progress = new SearchProgress(err, CommandLine.Help.Ansi.AUTO.enabled())) {
      rows = live.run(out, progress::next);
    }
    LiveTreeReport.print(rows.rows(), out);
    if (json != null) {
      SearchReport.writeLive(rows, json);
    }
    return CommandLine.ExitCode.OK;
  }

  private Integer replay() throws IOException {
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
