package dev.pith.eval;

import dev.pith.eval.bench.Bench;
import dev.pith.eval.demo.Demo;
import dev.pith.eval.replay.Replay;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Pith: demo, eval and bench. */
@Command(
    name = "pith",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes reasoning models think less for the same answer, and proves it.",
    footer = {"", "The proxy is a program of its own: pith serve --help."},
    subcommands = {Demo.class, EvalCommand.class, Bench.class, Replay.class})
public final class Evaluation {

  private Evaluation() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line; what is wrong is told in one line, without a stack trace. */
  static CommandLine commandLine() {
    CommandErrors errors = new CommandErrors();
    return new CommandLine(new Evaluation())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
