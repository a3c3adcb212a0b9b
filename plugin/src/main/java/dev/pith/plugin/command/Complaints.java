package dev.pith.plugin.command;

import dev.pith.plugin.settings.NearestName;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is told about a command line that cannot be used. */
final class Complaints {

  private Complaints() {}

  /** Tells on standard error what is wrong and what was perhaps meant. */
  static int tell(ParameterException bad, String[] args) {
    CommandLine command = bad.getCommandLine();
    PrintWriter err = command.getErr();
    Optional<String> misspelt =
        bad instanceof MissingParameterException
            ? unknownOption(args, command.getCommandSpec().optionsMap())
            : Optional.empty();
    if (misspelt.isPresent()) { // perhaps the one that is missing
      err.println(command.getCommandName() + ": Unknown option: '" + misspelt.get() + "'");
      err.println("did you mean " + nearest(misspelt.get(), command) + "?");
    }
    err.println(command.getCommandName() + ": " + bad.getMessage());
    if (bad instanceof UnmatchedArgumentException unmatched) {
      err.println("did you mean " + nearest(unmatched.getUnmatched().get(0), command) + "?");
    }
    err.println(command.getCommandName() + " --help lists every setting");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String nearest(String written, CommandLine command) {
    return NearestName.of(nameOf(written), command.getCommandSpec().optionsMap().keySet());
  }

  /** Returns the first option that the command does not have; a value of another is none. */
  private static Optional<String> unknownOption(String[] args, Map<String, OptionSpec> known) {
    boolean isValue = false;
    for (String arg : args) {
      if (isValue) {
        isValue = false;
        continue;
      }
      OptionSpec option = known.get(nameOf(arg));
      if (option == null && arg.startsWith("--") && arg.length() > 2) {
        return Optional.of(nameOf(arg));
      }
      isValue = option != null && option.arity().min() > 0 && !arg.contains("=");
    }
    return Optional.empty();
  }

  private static String nameOf(String written) {
    return written.replaceFirst("=.*$", "");
  }
}
