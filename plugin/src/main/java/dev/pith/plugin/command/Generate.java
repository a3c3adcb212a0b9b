package dev.pith.plugin.command;

import java.util.concurrent.atomic.AtomicReference;

/** The main class of {@code ./pith generate}. */
public final class Generate {

  private static final int EXIT_INTERRUPTED = 130;

  private Generate() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent("logback.configurationFile", "pith-serve-logback.xml");
    System.getProperties().putIfAbsent("pith.log.level", "WARN");
    AtomicReference<Runnable> stop = new AtomicReference<>();
    Signals.handle(
        "INT",
        () -> {
          Runnable first = stop.getAndSet(null);
          if (first == null) {
            Runtime.getRuntime().halt(EXIT_INTERRUPTED);
          } else {
            first.run();
          }
        });
    System.exit(GenerateCommand.commandLine(System.getenv(), System.in, stop::set).execute(args));
  }
}
