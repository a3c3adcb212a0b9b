package dev.pith.eval.train;

import dev.pith.eval.fit.VerifierCommand;
import picocli.CommandLine.Command;

/** {@code pith train}: what the embedded model learns from. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Writes what the embedded model learns from.",
    subcommands = {
      DataCommand.class,
      TracesCommand.class,
      SftDataCommand.class,
      RatesCommand.class,
      VerifierCommand.class
    })
public final class TrainCommand {}
