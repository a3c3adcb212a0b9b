package dev.pith.plugin.command;

/** The main class of {@code ./pith warm}. */
public final class Warm {

  private Warm() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent("logback.configurationFile", "pith-serve-logback.xml");
    System.getProperties().putIfAbsent("pith.log.level", "WARN");
    System.exit(WarmCommand.commandLine(System.getenv()).execute(args));
  }
}
