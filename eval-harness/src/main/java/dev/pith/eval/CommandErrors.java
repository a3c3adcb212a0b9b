package dev.pith.eval;

import dev.pith.eval.replay.WireDriver;
import dev.pith.plugin.command.Misspelling;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells what is wrong in one line: with a command line, or with a file that it names (status 2), or
 * with the machine or what it found (status 1). Any other failure is a fault of the program and
 * keeps its stack.
 */
final class CommandErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String commands = String.join(", ", command.getSubcommands().keySet());
    String known = commands.isEmpty() ? "" : "commands: " + commands + "; ";
    String meant =
        Misspelling.in(wrong, args)
            .filter(found -> found.written().startsWith("-"))
            .map(found -> found.written() + " is unknown, did you mean " + found.nearest() + "? ")
            .orElse("");
    print(command, meant + wrong.getMessage() + " (" + known + "see " + name(command) + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof NoSuchFileException missing) {
      print(command, "no such file or folder: " + missing.getFile());
      return CommandLine.ExitCode.USAGE;
    }
    if (failure instanceof AccessDeniedException denied) {
      print(command, "access denied: " + denied.getFile());
      return CommandLine.ExitCode.USAGE;
    }
    if (failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof WireDriver.MismatchException) {
      print(command, String.valueOf(failure.getMessage()));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  private static void print(CommandLine command, String line) {
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + line);
    err.flush();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
