package dev.pith.plugin.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a search took.
 *
 * @param levels its levels, from the first steps on
 * @param promptTokens length of the prompt; empty when nobody counted it
 * @param generatedTokens all that were generated, as far as they were counted
 * @param uncountedSteps steps whose tokens nobody counted
 * @param readTokens tokens of all that was given to the model for steps, once for each; empty when
 *     nobody counted any
 * @param cachedTokens how many of these came from a cache; empty when none was told of
 * @param untoldCached steps of which it was not told how much came from a cache
 * @param scorerTokens tokens that were read or generated for rewards, as far as that is known
 * @param unpricedScores rewards whose tokens are not known
 * @param modelCalls steps sampled, and rewards asked for
 * @param failedCalls calls that failed, or took too long
 * @param firstFailure why the first of them failed
 * @param emptySteps samples that brought nothing
 * @param unscored steps that were dropped, as they got no reward
 * @param merged samples that became one with an equal one
 * @param unanswered finished trajectories without an answer, which did not vote
 * @param stopped whether it ended because the vote was decided
 * @param reopened whether it was opened again
 * @param embedder the name of what told which steps mean the same; empty when each had a meaning of
 *     its own
 */
public record SearchReport(
    List<LevelReport> levels,
    OptionalLong promptTokens,
    long generatedTokens,
    int uncountedSteps,
    OptionalLong readTokens,
    OptionalLong cachedTokens,
    int untoldCached,
    long scorerTokens,
    int unpricedScores,
    int modelCalls,
    int failedCalls,
    Optional<String> firstFailure,
    int emptySteps,
    int unscored,
    int merged,
    int unanswered,
    boolean stopped,
    boolean reopened,
    Optional<String> embedder) {

  /** Copies the levels. */
  public SearchReport {
    levels = List.copyOf(levels);
  }

  /** Returns {@link LevelReport#kvPaper} summed over the levels, as the paper does. */
  public long kvPaper() {
    return sum(LevelReport::kvPaper);
  }

  /** Returns {@link LevelReport#kvTokens} summed over the levels. */
  public long kvTokens() {
    return sum(LevelReport::kvTokens);
  }

  /** Returns the largest {@link LevelReport#kvTokens} of a level. */
  public long kvTokensPeak() {
    return levels.stream().mapToLong(LevelReport::kvTokens).max().orElse(0);
  }

  /** Returns the most bytes of KV that were held at once; empty when they are not known. */
  public OptionalLong residentPeak() {
    return max(LevelReport::residentBytes);
  }

  /** Returns the most bytes of KV that were held after a selection; empty when not known. */
  public OptionalLong keptPeak() {
    return max(LevelReport::keptBytes);
  }

  /** Returns whether every selection that was optimised is proven to be optimal. */
  public boolean proven() {
    return levels.stream().flatMap(level -> level.solution().stream()).allMatch(s -> s.proven());
  }

  private long sum(ToLongFunction<LevelReport> of) {
    return levels.stream().mapToLong(of).sum();
  }

  private OptionalLong max(Function<LevelReport, OptionalLong> of) {
    return levels.stream().map(of).flatMapToLong(OptionalLong::stream).max();
  }
}
