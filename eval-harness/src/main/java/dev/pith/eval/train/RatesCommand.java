package dev.pith.eval.train;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.trim.TrimSettings;
import java.io.PrintWriter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pith train rates}: what the rates of the traces imply. */
@Command(
    name = "rates",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what the rates of the traces imply, before anything is trained.")
final class RatesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--traces",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Traces of every family and difficulty (default: ${DEFAULT-VALUE}).")
  private int tracesEach;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--trim",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting of the trimmer, for example min-thinking-tokens=0.")
  private Map<String, String> changes = Map.of();

  @Option(names = "--examples", description = "Prints one trace of every family and difficulty.")
  private boolean examples;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (examples) {
      printExamples(out);
      return CommandLine.ExitCode.OK;
    }
    if (tracesEach < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--traces must be at least 1: " + tracesEach);
    }
    out.println(RatesReport.HEADER);
    new RatesReport(TraceRates.defaults(), settings()).rows(tracesEach, seed).forEach(out::println);
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private TrimSettings settings() {
    TrimSettings settings = TrimSettings.pith();
    for (Map.Entry<String, String> change : changes.entrySet()) {
      try {
        settings = settings.with(change.getKey(), change.getValue());
      } catch (IllegalArgumentException wrong) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
      }
    }
    return settings;
  }

  private void printExamples(PrintWriter out) {
    RandomGenerator random = new SplittableRandom(seed);
    TraceWriter writer = new TraceWriter(TraceRates.defaults());
    for (Family family : Family.values()) {
      for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
        Problem problem = Worlds.draw(family, difficulty, Split.TRAIN, random);
        Trace trace = writer.write(problem, random);
        out.printf("--- %s %d%n", family.key(), difficulty);
        problem.chunks().forEach(out::println);
        out.printf(
            "%s%n<think>%n%s%n</think>%n%n%s (%s)%n%n",
            problem.question(), trace.thinking(), trace.visibleAnswer(), problem.answer());
      }
    }
    out.flush();
  }
}
