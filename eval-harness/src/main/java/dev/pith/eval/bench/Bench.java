package dev.pith.eval.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrimmerBench.class,
      ProxyBench.class,
      EngineBench.class,
      RagBench.class,
      SearchBench.class,
      OrderBench.class
    },
    description = "Measures what Pith itself costs, on this machine.")
public final class Bench implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Refuses to run without a benchmark. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a benchmark: trimmer, proxy, engine, rag, search or order");
  }
}
