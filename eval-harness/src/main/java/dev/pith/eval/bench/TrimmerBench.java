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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench trimmer}. */
@Command(
    name = "trimmer",
    mixinStandardHelpOptions = true,
    description =
        "Time and memory of the trimmer: nanoseconds per token on traces of 2,000 and 20,000"
            + " tokens, beside a row that does nothing, and the memory of a stream after both. Takes"
            + " about one minute; --quick takes 15 seconds and shows only that it runs.")
final class TrimmerBench implements Callable<Integer> {
  private static final int[] FOOTPRINT_TOKENS = {2_000, 20_000};

  @Option(names = "--quick", description = "One short measurement, without a JVM of its own.")
  private boolean quick;

  @Option(
      names = "--forks",
      defaultValue = "1",
      description = "JVMs that measure one after the other. Default: ${DEFAULT-VALUE}.")
  private int forks;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\b" + TrimmerBenchmark.class.getSimpleName() + "\\b")
                    .forks(quick ? 0 : forks)
                    .warmupIterations(quick ? 1 : 3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(quick ? 1 : 5)
                    .measurementTime(TimeValue.seconds(1))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    out.printf("%-10s %14s %14s %12s%n", "policy", "trace tokens", "ns per token", "+- 99.9 %");
    for (RunResult result : results) {
      double error = result.getPrimaryResult().getScoreError();
      out.printf(
          Locale.ROOT,
          "%-10s %,14d %14.1f %12s%n",
          result.getParams().getParam("policy"),
          Integer.valueOf(result.getParams().getParam("traceTokens")),
          result.getPrimaryResult().getScore(),
          Double.isNaN(error) ? "-" : String.format(Locale.ROOT, "%.1f", error));
    }
    for (int tokens : FOOTPRINT_TOKENS) {
      out.printf(
          Locale.ROOT,
          "memory of one stream after %,d tokens: %,.1f KiB%n",
          tokens,
          TrimmerFootprint.bytesAfter(tokens) / 1024.0);
    }
    return 0;
  }
}
