package dev.pith.plugin.search;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.SearchTree;
import dev.pith.verifier.search.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts what a search takes. Not thread-safe. */
final class SearchMeter {
  /** The paper's code counts the prompt as the fields of what its tokenizer returns. */
  private static final int PAPER_PROMPT_TOKENS = 2;

  private final OptionalLong promptTokens;
  private final List<LevelReport> levels = new ArrayList<>();
  private long generatedTokens;
  private int uncountedSteps;
  private OptionalLong readTokens = OptionalLong.empty();
  private OptionalLong cachedTokens = OptionalLong.empty();
  private int untoldCached;
  private long scorerTokens;
  private int unpricedScores;
  private int modelCalls;
  private int emptySteps;
  private int unscored;
  private int merged;
  private OptionalLong resident = OptionalLong.empty();

  SearchMeter(OptionalLong promptTokens) {
    this.promptTokens = promptTokens;
  }

  void asked(int calls) {
    modelCalls += calls;
  }

  /** Notes a step that was sampled; a price that is not known is taken to be the estimate. */
  void sampled(Trajectory trajectory, long estimate) {
    generatedTokens += trajectory.generatedTokens().orElse(estimate);
    uncountedSteps += trajectory.generatedTokens().isPresent() ? 0 : 1;
    readTokens = sum(readTokens, trajectory.readTokens());
    cachedTokens = sum(cachedTokens, trajectory.cachedTokens());
    untoldCached += trajectory.cachedTokens().isPresent() ? 0 : 1;
  }

  /** Adds what is known; the sum of nothing known is not known. */
  private static OptionalLong sum(OptionalLong known, OptionalLong more) {
    return more.isPresent() ? OptionalLong.of(known.orElse(0) + more.getAsLong()) : known;
  }

  void empty() {
    emptySteps++;
  }

  void merged(int samples) {
    merged += samples;
  }

  void scored(Verdict verdict) {
    scorerTokens += verdict.tokens().orElse(0);
    unpricedScores += verdict.tokens().isPresent() ? 0 : 1;
  }

  void unscored() {
    unscored++;
  }

  long generatedTokens() {
    return generatedTokens;
  }

  /** Notes the KV that is held when a level has been sampled. */
  void resident(OptionalLong bytes) {
    resident = bytes;
  }

  /** Notes a level when it has been scored; {@link #selected} completes it, if it comes to that. */
  void level(int depth, int ended, Optional<SearchLevel> level) {
    long kvTokens = level.map(SearchLevel::kvTokens).orElse(0L);
    long prompt = level.map(some -> some.tree().tokens(SearchTree.ROOT)).orElse(0L);
    levels.add(
        new LevelReport(
            depth,
            level.map(some -> some.candidates().size()).orElse(0),
            ended,
            0,
            0,
            0,
            0,
            level.isPresent() ? kvTokens - prompt + PAPER_PROMPT_TOKENS : 0,
            kvTokens,
            resident,
            OptionalLong.empty(),
            Optional.empty()));
  }

  /** Notes what goes on from the level that came last. */
  void selected(SearchLevel level, Selection selection, OptionalLong keptBytes) {
    LevelReport last = levels.remove(levels.size() - 1);
    levels.add(
        new LevelReport(
            last.depth(),
            last.candidates(),
            last.ended(),
            (int) level.candidates().stream().mapToInt(c -> c.cluster()).distinct().count(),
            (int) selection.shares().stream().filter(Selection.Share::kept).count(),
            selection.continuations(),
            selection.width(),
            last.kvPaper(),
            last.kvTokens(),
            last.residentBytes(),
            keptBytes,
            selection.solution()));
  }

  SearchReport report(
      Calls calls, int unanswered, boolean stopped, boolean reopened, Optional<String> embedder) {
    return new SearchReport(
        levels,
        promptTokens,
        generatedTokens,
        uncountedSteps,
        readTokens,
        cachedTokens,
        untoldCached,
        scorerTokens,
        unpricedScores,
        modelCalls,
        calls.failed(),
        calls.firstFailure().map(Throwable::toString),
        emptySteps,
        unscored,
        merged,
        unanswered,
        stopped,
        reopened,
        embedder);
  }
}
