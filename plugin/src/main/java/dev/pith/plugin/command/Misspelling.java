package dev.pith.plugin.command;

import dev.pith.plugin.settings.NearestName;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * An option that a command does not have, and the nearest one that it has.
 *
 * @param written as it stands on the command line, without a value
 * @param nearest the name of an option of the command
 */
public record Misspelling(String written, String nearest) {

  /**
   * Finds what was perhaps misspelt. Where a required option is missing an unknown one is looked
   * for, which is perhaps the missing one.
   *
   * @param args the whole command line
   */
  public static Optional<Misspelling> in(ParameterException bad, String[] args) {
    CommandLine command = bad.getCommandLine();
    Map<String, OptionSpec> known = command.getCommandSpec().optionsMap();
    Optional<String> written = Optional.empty();
    if (bad instanceof UnmatchedArgumentException unmatched) {
      written = unmatched.getUnmatched().stream().findFirst().map(Misspelling::nameOf);
    } else if (bad instanceof MissingParameterException) {
      written = unknownOption(args, known);
    }
    return written.map(name -> new Misspelling(name, NearestName.of(name, known.keySet())));
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
