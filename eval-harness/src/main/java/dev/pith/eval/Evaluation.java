package dev.pith.eval;

import dev.pith.eval.bench.Bench;
import dev.pith.eval.demo.Demo;
import dev.pith.eval.replay.Replay;
import dev.pith.eval.sft.SftCommand;
import dev.pith.eval.train.TrainCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of Pith. */
@Command(
    name = "pith",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes reasoning models think less for the same answer, and proves it.",
    footer = {"", "pith COMMAND --help tells more."},
    subcommands = {
      Demo.class,
      ServeEntry.class,
      GenerateEntry.class,
      WarmEntry.class,
      EvalCommand.class,
      Bench.class,
      Replay.class,
      SftCommand.class,
      TrainCommand.class
    })
public final class Evaluation implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Evaluation() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line; what is wrong is told in one line, without a stack trace. */
  static CommandLine commandLine() {
    CommandErrors errors = new CommandErrors();
    CommandLine commandLine = new CommandLine(new Evaluation());
    tellVersion(commandLine);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /** Without a command: lists them, and returns the status of a wrong command line. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new PithVersion());
    command.getSubcommands().values().forEach(Evaluation::tellVersion);
  }
}
