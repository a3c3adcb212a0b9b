package dev.pith.plugin.command;

import dev.pith.plugin.settings.NearestName;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is told about a command line that cannot be used. */
final class Complaints {

  private Complaints() {}

  /** Tells on standard error what is wrong and what was perhaps meant. */
  static int tell(ParameterException bad, String[] args) {
    CommandLine command = bad.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getCommandName() + ": " + bad.getMessage());
    if (bad instanceof UnmatchedArgumentException unmatched) {
      String written = unmatched.getUnmatched().get(0).replaceFirst("=.*$", "");
      String nearest = NearestName.of(written, command.getCommandSpec().optionsMap().keySet());
      err.println("did you mean " + nearest + "?");
    }
    err.println(command.getCommandName() + " --help lists every setting");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }
}
