package dev.pith.plugin.vote;

import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.vote.LiveBranch.State;
import java.util.List;
import java.util.OptionalLong;

/**
 * What all branches of a vote come to.
 *
 * @param kept tokens of those that have finished
 * @param lost tokens of the others
 * @param usage of all together
 * @param sequentialTokens how long they took, in tokens of branches that run side by side
 */
record VoteTotals(TokenCount kept, TokenCount lost, UsageReport usage, long sequentialTokens) {

  static VoteTotals of(List<LiveBranch> branches) {
    TokenCount kept = TokenCount.NONE;
    TokenCount lost = TokenCount.NONE;
    long sequential = 0;
    UsageReport usage = null;
    OptionalLong prompt = prompt(branches);
    for (LiveBranch branch : branches) {
      if (branch.state() == State.FINISHED) {
        kept = kept.plus(branch.tokens());
      } else {
        lost = lost.plus(branch.tokens());
      }
      sequential = Math.max(sequential, branch.reaches());
      if (!branch.saidNothing()) {
        UsageReport own = usage(branch, prompt);
        usage = usage == null ? own : usage.plus(own);
      }
    }
    return new VoteTotals(kept, lost, usage == null ? UsageReport.UNKNOWN : usage, sequential);
  }

  /** All branches have one prompt: what one of them tells holds for those that were ended early. */
  private static OptionalLong prompt(List<LiveBranch> branches) {
    return branches.stream()
        .map(branch -> branch.usage().promptTokens())
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static UsageReport usage(LiveBranch branch, OptionalLong prompt) {
    UsageReport told = branch.usage();
    OptionalLong own = told.promptTokens().isPresent() ? told.promptTokens() : prompt;
    OptionalLong generated = branch.tokens().exact();
    OptionalLong total =
        own.isPresent() && generated.isPresent()
            ? OptionalLong.of(own.getAsLong() + generated.getAsLong())
            : OptionalLong.empty();
    return new UsageReport(
        own,
        generated,
        total,
        told.reasoningTokens(),
        told.cachedTokens(),
        told.cacheWrittenTokens());
  }
}
