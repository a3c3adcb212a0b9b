package dev.pith.eval.bench;

import dev.pith.eval.bench.SearchLevels.Weights;
import dev.pith.verifier.search.EtsProblem;
import dev.pith.verifier.search.EtsSolver;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench search}. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description =
        "Time that ETS takes to select at one level of a search, to the proof, on one thread, for"
            + " 16, 64 and 256 candidates. Takes about two minutes; --quick takes 15 seconds and"
            + " shows only that it runs.")
final class SearchBench implements Callable<Integer> {
  private static final int QUICK_LEVELS = 20;
  private static final int WIDEST = 256;
  private static final double SAME_OBJECTIVE = 1e-6;

  @Option(names = "--quick", description = "One short measurement, without a JVM of its own.")
  private boolean quick;

  @Option(
      names = "--peer",
      description =
          "Solves the levels of 256 candidates with a library for mixed-integer programs too, in a"
              + " JVM of its own, and compares the optima: ${COMPLETION-CANDIDATES}.")
  private MilpPeer.@Nullable Solver peer;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws RunnerException, IOException {
    List<RunResult> results =
        new ArrayList<>(
            new Runner(
                    new OptionsBuilder()
                        .include("\\b" + SearchBenchmark.class.getSimpleName() + "\\b")
                        .forks(quick ? 0 : 1)
                        .warmupIterations(quick ? 1 : 3)
                        .warmupTime(TimeValue.seconds(quick ? 1 : 2))
                        .measurementIterations(quick ? 1 : 5)
                        .measurementTime(TimeValue.seconds(quick ? 1 : 2))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
    results.sort(Comparator.comparing(r -> -Integer.parseInt(r.getParams().getParam("width"))));
    out.printf(
        "%-22s %10s %10s %10s %10s%n", "weights", "candidates", "p50 ms", "p99 ms", "max ms");
    for (RunResult result : results) {
      Statistics times = result.getPrimaryResult().getStatistics();
      row(
          result.getParams().getParam("weights").toLowerCase(Locale.ROOT),
          Integer.parseInt(result.getParams().getParam("width")),
          times.getPercentile(50),
          times.getPercentile(99),
          times.getMax());
    }
    if (peer != null) {
      for (Weights weights : Weights.values()) {
        compare(peer, weights, quick ? QUICK_LEVELS : SearchBenchmark.LEVELS);
      }
    }
    return 0;
  }

  private void compare(MilpPeer.Solver solver, Weights weights, int levels) throws IOException {
    List<MilpPeer.Solved> solved =
        MilpPeer.solve(solver, WIDEST, weights, levels, LocalRepository.folder());
    List<EtsProblem> problems = SearchLevels.problems(WIDEST, weights, levels);
    int same = 0;
    for (int i = 0; i < levels; i++) {
      double ours = EtsSolver.solve(problems.get(i)).objective();
      same += Math.abs(ours - solved.get(i).objective()) <= SAME_OBJECTIVE ? 1 : 0;
    }
    Delays times = new Delays(solved.stream().map(MilpPeer.Solved::nanos).toList());
    row(
        weights.name().toLowerCase(Locale.ROOT) + ", " + solver,
        WIDEST,
        times.micros(0.5) / 1e3,
        times.micros(0.99) / 1e3,
        times.micros(1) / 1e3);
    out.printf("%-22s the same optimum on %d of %d levels%n", "", same, levels);
  }

  private void row(String name, int candidates, double p50, double p99, double max) {
    out.printf(Locale.ROOT, "%-22s %10d %10.2f %10.2f %10.2f%n", name, candidates, p50, p99, max);
  }
}
