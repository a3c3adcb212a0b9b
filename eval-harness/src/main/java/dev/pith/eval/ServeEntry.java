package dev.pith.eval;

import dev.pith.plugin.command.Serve;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code pith serve} among the other commands. The launcher starts the proxy by itself, without the
 * harness on its class path; elsewhere this does.
 */
@Command(
    name = "serve",
    description =
        "Runs the proxy in front of a model server or of a model in its process, until it is"
            + " stopped.")
final class ServeEntry implements Runnable {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    Serve.main(arguments.toArray(String[]::new));
  }
}
