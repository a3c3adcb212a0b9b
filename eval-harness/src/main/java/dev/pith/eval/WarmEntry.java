package dev.pith.eval;

import dev.pith.plugin.command.Warm;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code pith warm} among the other commands. The launcher starts it by itself, without the harness
 * on its class path; elsewhere this does.
 */
@Command(
    name = "warm",
    description = "Keeps the KV of a corpus of chunks before anybody asks about it.")
final class WarmEntry implements Runnable {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    Warm.main(arguments.toArray(String[]::new));
  }
}
