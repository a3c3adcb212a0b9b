package dev.pith.eval;

import dev.pith.eval.dataset.ReadSummary;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.policy.InProcessDriver;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.report.TableReport;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pith eval trim}: what trimming saves on recorded traces, and what it costs. */
@Command(
    name = "trim",
    mixinStandardHelpOptions = true,
    description = "Replays recorded reasoning traces and reports what each policy saves.")
final class TrimCommand implements Callable<Integer> {
  @Option(names = "--traces", required = true, arity = "1..*", paramLabel = "PATH")
  private List<Path> traces = List.of();

  @Option(names = "--policy", arity = "1..*", paramLabel = "NAME")
  private List<String> policies = PolicyRegistry.names();

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  @Option(names = "--limit")
  private long limit = Long.MAX_VALUE;

  @Override
  public Integer call() throws Exception {
    RuleVerifier rules = new RuleVerifier();
    PolicyRegistry registry =
        new PolicyRegistry(
            new InProcessDriver(TrimSettings.faithful(), rules),
            new InProcessDriver(TrimSettings.pith(), rules));
    TrimEvaluation evaluation =
        new TrimEvaluation(
            TraceReader.files(traces),
            registry,
            policies,
            seed,
            limit,
            Runtime.getRuntime().availableProcessors(),
            new TrimEvaluation.Listener() {
              @Override
              public void onTrace() {}

              @Override
              public void onBadLine(Path file, long line, String reason) {
                System.err.println(file + ":" + line + ": " + reason);
              }
            });
    ReadSummary summary = evaluation.run();
    TableReport.print(evaluation.report().rows(policies, seed), System.out);
    System.out.println(summary);
    return 0;
  }
}
