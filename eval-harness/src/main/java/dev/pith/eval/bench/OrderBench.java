package dev.pith.eval.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench order}. */
@Command(
    name = "order",
    mixinStandardHelpOptions = true,
    description =
        "Time to choose the order of 20 retrieved chunks when 100,000 sequences were served, in"
            + " three kinds of workload and at two prices of a swapped pair, and how often the search"
            + " proves its answer. Takes about four minutes; --quick serves 1,000 sequences and shows"
            + " only that it runs.")
final class OrderBench implements Callable<Integer> {
  private static final String QUICK_SEQUENCES = "1000";

  @Option(names = "--quick", description = "Short measurements, without a JVM of their own.")
  private boolean quick;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("\\b" + OrderBenchmark.class.getSimpleName() + "\\b")
            .forks(quick ? 0 : 1)
            .warmupIterations(quick ? 1 : 3)
            .warmupTime(time())
            .measurementIterations(quick ? 1 : 5)
            .measurementTime(time())
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (quick) {
      options.param("sequences", QUICK_SEQUENCES);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    out.printf(
        "%-10s %-10s %12s %12s %12s %12s %8s%n",
        "served", "ordering", "swap tokens", "mean us", "p99 us", "p99.9 us", "proven");
    for (RunResult result : results) {
      Statistics times = result.getPrimaryResult().getStatistics();
      out.printf(
          Locale.ROOT,
          "%-10s %-10s %12s %12.1f %12.1f %12.1f %8s%n",
          result.getParams().getParam("served"),
          result.getParams().getParam("ordering"),
          result.getParams().getParam("swapTokens"),
          times.getMean(),
          times.getPercentile(99),
          times.getPercentile(99.9),
          proven(result));
    }
    return 0;
  }

  private TimeValue time() {
    return quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1);
  }

  private static String proven(RunResult result) {
    OrderBenchmark benchmark = new OrderBenchmark();
    benchmark.ordering = result.getParams().getParam("ordering");
    if (!benchmark.ordering.equals("optimal")) {
      return "-";
    }
    benchmark.served = result.getParams().getParam("served");
    benchmark.sequences = Integer.parseInt(result.getParams().getParam("sequences"));
    benchmark.swapTokens = Integer.parseInt(result.getParams().getParam("swapTokens"));
    benchmark.prepare();
    return String.format(Locale.ROOT, "%.1f %%", 100 * benchmark.provenShare());
  }
}
