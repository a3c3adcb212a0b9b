package dev.pith.eval;

import dev.pith.eval.replay.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line of Pith: demo, eval and bench. */
@Command(
    name = "pith",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes reasoning models think less for the same answer, and proves it.",
    subcommands = {EvalCommand.class, Replay.class})
public final class Evaluation {

  private Evaluation() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line; what the machine refuses is one line, not a stack trace. */
  static CommandLine commandLine() {
    return new CommandLine(new Evaluation())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof IOException || failure instanceof UncheckedIOException)) {
                throw failure;
              }
              boolean missing = failure instanceof NoSuchFileException;
              command
                  .getErr()
                  .println("pith: " + (missing ? "no such file: " : "") + failure.getMessage());
              return ExitCode.SOFTWARE;
            });
  }
}
