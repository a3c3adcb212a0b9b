package dev.pith.eval;

import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.policy.InProcessDriver;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.policy.TraceDriver;
import dev.pith.eval.replay.WireDriver;
import dev.pith.eval.report.HtmlReport;
import dev.pith.eval.report.JsonReport;
import dev.pith.eval.report.LoopRow;
import dev.pith.eval.report.PolicyRow;
import dev.pith.eval.report.RunNotes;
import dev.pith.eval.report.TableReport;
import dev.pith.eval.report.TrimReport;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
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

/** {@code pith eval trim}: what trimming saves on recorded traces, and what it costs. */
@Command(
    name = "trim",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Replays recorded reasoning traces and reports what each policy saves and which answers it"
          + " changes.",
      "",
    },
    footerHeading = "%nPolicies:%n",
    footer = {
      "  full           all of the thinking",
      "  fixed-30       the first 30 %% of each trace (fixed-50, fixed-70 likewise)",
      "  fixed-equal    the share of each trace that saves as much per trace as pith does",
      "  budget-equal   the number of tokens that saves as many tokens as pith does",
      "  random-equal   a random share of each trace, on average that of fixed-equal",
      "  k-equal-2      until the last 2 stated answers are equal (k-equal-3, k-equal-4)",
      "  faithful       the rules of the TrimR paper",
      "  pith           what ships",
      "  pith+text      pith with the learned reader of real text",
      "  oracle         the first point after which the answer never changes",
    })
final class TrimCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--traces",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files with traces (JSON Lines, plain or gzip), or folders with such files.")
  private List<Path> traces = List.of();

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Policies to report; all when not given.")
  private List<String> policies = PolicyRegistry.names();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with charts.")
  private @Nullable Path html;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the random cuts and of the intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Replays at most the first N traces of each file.")
  private long limitPerFile = Long.MAX_VALUE;

  @Option(
      names = "--wire",
      description =
          "Sends the traces for faithful and pith through a real proxy as well; a cut elsewhere is"
              + " an error.")
  private boolean wire;

  @Override
  public Integer call() throws IOException {
    checkPolicies();
    checkParent(json);
    checkParent(html);
    if (!wire) {
      return call(inProcess(TrimSettings.faithful()), inProcess(TrimSettings.pith()));
    }
    try (WireDriver faithful = new WireDriver(TrimSettings.faithful());
        WireDriver pith = new WireDriver(TrimSettings.pith())) {
      int status = call(faithful, pith);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "over the wire: %d traces, all cut where the trimmer cuts them in process%n",
          faithful.drives() + pith.drives());
      out.flush();
      return status;
    }
  }

  private static InProcessDriver inProcess(TrimSettings settings) {
    return new InProcessDriver(settings, RuleVerifier.of(settings));
  }

  private int call(TraceDriver faithful, TraceDriver pith) throws IOException {
    TrimEvaluation.Plan plan =
        new TrimEvaluation.Plan(
            files(), policies, seed, limitPerFile, Runtime.getRuntime().availableProcessors());
    TrimEvaluation evaluation;
    RunNotes notes;
    try (TrimProgress progress =
        new TrimProgress(spec.commandLine().getErr(), CommandLine.Help.Ansi.AUTO.enabled())) {
      evaluation =
          new TrimEvaluation(
              plan,
              new PolicyRegistry(faithful, pith, inProcess(TrimSettings.pithWithText())),
              progress);
      notes = evaluation.run();
    }
    notes.read().otherFolders().forEach(this::tellOtherFolder);
    if (notes.used() == 0) {
      throw wrong("nothing could be read: no trace in " + traces);
    }
    report(evaluation.report(), notes);
    return CommandLine.ExitCode.OK;
  }

  private void checkPolicies() {
    for (String policy : policies) {
      if (!PolicyRegistry.names().contains(policy)) {
        throw wrong(
            "unknown policy: "
                + policy
                + "; known are "
                + String.join(", ", PolicyRegistry.names()));
      }
    }
    if (limitPerFile < 1) {
      throw wrong("--limit must be at least 1: " + limitPerFile);
    }
  }

  private void checkParent(@Nullable Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
        throw wrong("cannot be written: " + file);
      }
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = TraceReader.files(traces);
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new AccessDeniedException(file.toString());
      }
    }
    return files;
  }

  private void tellOtherFolder(Path folder, int files) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("left out " + folder + ": no traces in its " + files + " files");
    err.flush();
  }

  private void report(TrimReport report, RunNotes notes) throws IOException {
    List<String> reported = PolicyRegistry.names().stream().filter(policies::contains).toList();
    List<PolicyRow> rows = report.rows(reported, seed);
    List<LoopRow> loops = report.loops();
    String ours = policies.contains(PolicyRegistry.PITH) ? PolicyRegistry.PITH : policies.get(0);
    if (json != null) {
      JsonReport.write(rows, loops, json);
    }
    if (html != null) {
      HtmlReport.write(rows, loops, ours, notes, html);
    }
    PrintWriter out = spec.commandLine().getOut();
    new TableReport(out).print(rows, loops, ours, notes);
    out.flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
