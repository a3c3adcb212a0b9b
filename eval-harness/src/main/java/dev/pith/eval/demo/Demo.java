package dev.pith.eval.demo;

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
            + " no model and no network; takes about half a minute.")
public final class Demo implements Callable<Integer> {
  private static final double TOKENS_PER_SECOND = 400;
  private static final double FAST_TOKENS_PER_SECOND = 4_000;

  @Option(names = "--fast", description = "Thinks ten times as fast.")
  private boolean fast;

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
  public Integer call() throws IOException {
    DemoShow show = new DemoShow(out, ansi, fast ? FAST_TOKENS_PER_SECOND : TOKENS_PER_SECOND);
    List<DemoRun> runs = show.run(DemoTraces.load());
    SavingsTable.print(out, runs);
    return 0;
  }
}
