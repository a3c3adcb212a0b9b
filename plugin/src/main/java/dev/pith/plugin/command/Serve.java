package dev.pith.plugin.command;

import java.util.concurrent.CountDownLatch;

/** The main class of {@code ./pith serve}. */
public final class Serve {

  private static final int EXIT_INTERRUPTED = 130;

  private Serve() {}

  /** Runs the command until it is told to stop, and ends the process with its exit code. */
  public static void main(String[] args) {
    // Only here, so that programs that have the proxy on their class path keep their own logging.
    System.getProperties().putIfAbsent("logback.configurationFile", "pith-serve-logback.xml");
    CountDownLatch stop = new CountDownLatch(1);
    Runnable onSignal =
        () -> {
          if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_INTERRUPTED);
          }
          stop.countDown();
        };
    Signals.handle("INT", onSignal);
    Signals.handle("TERM", onSignal);
    System.exit(ServeCommand.commandLine(System.getenv(), stop::await).execute(args));
  }
}
