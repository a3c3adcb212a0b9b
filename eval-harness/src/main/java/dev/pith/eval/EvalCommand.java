package dev.pith.eval;

import dev.pith.eval.history.HistoryCommand;
import dev.pith.eval.live.AgentCommand;
import dev.pith.eval.live.LiveCommand;
import dev.pith.eval.live.VerdictsCommand;
import dev.pith.eval.prune.PruneCommand;
import dev.pith.eval.rag.RagCommand;
import dev.pith.eval.search.SearchCommand;
import dev.pith.eval.vote.VoteCommand;
import picocli.CommandLine.Command;

/** {@code pith eval}: measurements. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures Pith on recorded data, and live on generated problems.",
    subcommands = {
      TrimCommand.class,
      LiveCommand.class,
      RagCommand.class,
      PruneCommand.class,
      HistoryCommand.class,
      AgentCommand.class,
      VerdictsCommand.class,
      SearchCommand.class,
      VoteCommand.class
    })
final class EvalCommand {}
