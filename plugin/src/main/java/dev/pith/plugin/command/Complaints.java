package dev.pith.plugin.command;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What is told about a command line that cannot be used. */
final class Complaints {

  private Complaints() {}

  /** Tells on standard error what is wrong and what was perhaps meant. */
  static int tell(ParameterException bad, String[] args) {
    CommandLine command = bad.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandName();
    Optional<Misspelling> misspelling = Misspelling.in(bad, args);
    boolean missing = bad instanceof MissingParameterException;
    if (missing && misspelling.isPresent()) {
      err.println(name + ": Unknown option: '" + misspelling.get().written() + "'");
      tell(err, misspelling);
    }
    err.println(name + ": " + bad.getMessage());
    if (!missing) {
      tell(err, misspelling);
    }
    err.println(name + " --help lists every setting");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static void tell(PrintWriter err, Optional<Misspelling> misspelling) {
    misspelling.ifPresent(found -> err.println("did you mean " + found.nearest() + "?"));
  }
}
