package dev.pith.eval.demo;

import dev.pith.eval.live.LiveShow;
import dev.pith.plugin.local.ModelSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Shows Pith at work: the small model that comes with it thinks about generated problems"
            + " behind the real proxy, with trimming off, on, and with a fixed budget. Needs no"
            + " server, no key and no network.")
public final class Demo implements Callable<Integer> {
  private static final long SEED = 1;
  private static final double TOKENS_PER_SECOND = 400;
  private static final double FAST_TOKENS_PER_SECOND = 4_000;

  @Option(
      names = "--problems",
      defaultValue = "48",
      paramLabel = "N",
      description = "How many problems are counted, at least 1 (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--recorded",
      description =
          "Replays traces that were written for the demonstration, in the place of the model: a"
              + " wrong answer that is repaired, a loop, a question too short to trim.")
  private boolean recorded;

  @Option(names = "--fast", description = "With --recorded: replays ten times as fast.")
  private boolean fast;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream out;
  private final boolean ansi;

  /** Creates the command for the terminal of this process. */
  public Demo() {
    this(System.out, Help.Ansi.AUTO.enabled());
  }

  /** Creates the command for any output, with or without ANSI codes. */
  Demo(PrintStream out, boolean ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /** Runs the demonstration and returns the exit status 0. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (problems < 1) {
      throw new ParameterException(
          spec.commandLine(), "--problems must be at least 1: " + problems);
    }
    if (fast && !recorded) {
      throw new ParameterException(
          spec.commandLine(), "--fast goes with --recorded: a model is as fast as it is");
    }
    if (!recorded) {
      new LiveShow(out, ansi).run(ModelSettings.embedded(), problems, SEED);
      return 0;
    }
    DemoShow show = new DemoShow(out, ansi, fast ? FAST_TOKENS_PER_SECOND : TOKENS_PER_SECOND);
    List<DemoRun> runs = show.run(DemoTraces.load());
    SavingsTable.print(out, runs);
    return 0;
  }
}
