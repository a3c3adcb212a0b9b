package dev.pith.eval.demo;

import dev.pith.eval.live.LiveShow;
import dev.pith.plugin.local.ModelSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The command {@code demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Shows Pith at work: a few problems through the real proxy, with trimming off and on. Needs"
            + " no server, no key and no network.")
public final class Demo implements Callable<Integer> {
  private static final long SEED = 1;
  private static final double TOKENS_PER_SECOND = 400;
  private static final double FAST_TOKENS_PER_SECOND = 4_000;

  @Option(
      names = "--live",
      description =
          "Runs the small model that comes with Pith on generated problems, instead of replaying"
              + " traces that were written for the demonstration.")
  private boolean live;

  @Option(names = "--fast", description = "Replays ten times as fast.")
  private boolean fast;

  @Option(
      names = "--problems",
      defaultValue = "48",
      paramLabel = "N",
      description = "With --live: how many problems are counted (default: ${DEFAULT-VALUE}).")
  private int problems;

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
    if (live) {
      new LiveShow(out, ansi).run(ModelSettings.embedded(), Math.max(1, problems), SEED);
      return 0;
    }
    DemoShow show = new DemoShow(out, ansi, fast ? FAST_TOKENS_PER_SECOND : TOKENS_PER_SECOND);
    List<DemoRun> runs = show.run(DemoTraces.load());
    SavingsTable.print(out, runs);
    return 0;
  }
}
