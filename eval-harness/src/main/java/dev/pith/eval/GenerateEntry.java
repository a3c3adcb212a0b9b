package dev.pith.eval;

import dev.pith.plugin.command.Generate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code pith generate} among the other commands. The launcher starts it by itself, without the
 * harness on its class path; elsewhere this does.
 */
@Command(name = "generate", description = "Lets a model file answer one prompt, in this process.")
final class GenerateEntry implements Runnable {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    Generate.main(arguments.toArray(String[]::new));
  }
}
