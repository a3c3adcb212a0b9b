package dev.pith.eval;

import picocli.CommandLine.Command;

/** {@code pith eval}: measurements on recorded data. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures Pith on recorded data.",
    subcommands = {TrimCommand.class})
final class EvalCommand {}
