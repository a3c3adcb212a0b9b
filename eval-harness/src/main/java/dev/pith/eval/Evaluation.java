package dev.pith.eval;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Pith: demo, eval and bench. */
@Command(
    name = "pith",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes reasoning models think less for the same answer, and proves it.",
    subcommands = {EvalCommand.class})
public final class Evaluation {

  private Evaluation() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Evaluation()).execute(args));
  }
}
