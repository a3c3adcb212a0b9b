package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.TokenScores;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TracePrunerTest {
  private static final PruneSettings PUBLISHED = PruneSettings.published();

  /** Words are tokens, and a long first word is a surprise. */
  private static final TraceSteps STEPS =
      TraceSteps.paragraphs("So it is 4.\n\nHowever it is not.\n\nI see it.\n\nTherefore 5.");

  private final TokenTexts.WordScorer words = new TokenTexts.WordScorer();

  @Test
  void prune_once_readsTheTraceOnceAndCountsTheScorersTokens() {
    PrunedTrace pruned = prune(PUBLISHED, 6);

    assertThat(pruned.text()).isEqualTo("However it is not.\n\nTherefore 5.");
    assertThat(pruned.tokensBefore()).isEqualTo(13);
    assertThat(pruned.tokensAfter()).isEqualTo(6);
    assertThat(pruned.scorer()).isEqualTo("words");
    assertThat(pruned.source()).isEqualTo(ScoreSource.SCORER);
    assertThat(words.texts).containsExactly(STEPS.text());
  }

  @Test
  void prune_iterative_scoresWhatIsLeftAfterEachRemoval() {
    PrunedTrace pruned = prune(PUBLISHED.withRescoreEvery(1), 6);

    assertThat(pruned.keptSteps()).containsExactly(1, 3);
    assertThat(words.texts)
        .containsExactly(STEPS.text(), "So it is 4.\n\nHowever it is not.\n\nTherefore 5.");
  }

  @Test
  void prune_iterative_followsTheNewScores() {
    // Each step is least surprising where it comes first: of three the first two go.
    TokenScorer firstGoes =
        scorer(
            text -> {
              TokenScores read = words.score("", text).toCompletableFuture().join().orElseThrow();
              double[] logProbs =
                  IntStream.range(0, read.size()).mapToDouble(i -> i == 0 ? 0 : -5 + i).toArray();
              return TokenTexts.with(read, logProbs);
            });
    TraceSteps steps = TraceSteps.paragraphs("a\n\nb\n\nc");

    PrunedTrace once = pruned(new TracePruner(firstGoes, PUBLISHED), steps, 1);
    PrunedTrace iterative =
        pruned(new TracePruner(firstGoes, PUBLISHED.withRescoreEvery(1)), steps, 1);

    assertThat(once.keptSteps()).containsExactly(1);
    assertThat(iterative.keptSteps()).containsExactly(2);
  }

  @Test
  void prune_fits_isUntouchedInBothModes() {
    assertThat(prune(PUBLISHED, 13).text()).isEqualTo(STEPS.text());
    assertThat(prune(PUBLISHED.withRescoreEvery(2), 13).text()).isEqualTo(STEPS.text());
  }

  @Test
  void prune_iterativeOverProtectedSteps_endsAndSaysSo() {
    PrunedTrace pruned = prune(PruneSettings.defaults().withRescoreEvery(1), 0);

    assertThat(pruned.keptSteps()).contains(0, 3);
    assertThat(pruned.budgetReached()).isFalse();
  }

  @Test
  void prune_afterAnotherStage_scoresWhatItLeftAndSharesAreOfTheWhole() {
    BitSet present = BitSet.valueOf(new long[] {0b1011});

    PrunedTrace pruned =
        new TracePruner(words, PUBLISHED)
            .prune("", STEPS, present, new BitSet(), Budget.ofShare(0.5))
            .join()
            .orElseThrow();

    assertThat(pruned.keptSteps()).containsExactly(1, 3);
    assertThat(pruned.tokensBefore()).isEqualTo(13);
    assertThat(pruned.budgetTokens()).isEqualTo(6);
    assertThat(words.texts).containsExactly(STEPS.text(), STEPS.join(present));
  }

  @Test
  void prune_thousandsOfRemovals_doNotNest() {
    String trace = IntStream.range(0, 1_500).mapToObj(i -> "w").collect(Collectors.joining("\n\n"));

    PrunedTrace pruned =
        pruned(
            new TracePruner(words, PUBLISHED.withRescoreEvery(1)),
            TraceSteps.paragraphs(trace),
            10);

    assertThat(pruned.keptSteps()).hasSize(10);
  }

  @Test
  void prune_abstention_isEmpty() {
    TracePruner pruner = new TracePruner(TokenScorer.abstaining(), PUBLISHED);

    assertThat(pruner.prune("", "", STEPS, Budget.ofShare(0.5)).join()).isEmpty();
  }

  @Test
  void prune_scorerFails_fails() {
    TracePruner pruner =
        new TracePruner(
            scorer(
                text -> {
                  throw new IllegalStateException("no model");
                }),
            PUBLISHED);

    assertThatThrownBy(() -> pruner.prune("", "", STEPS, Budget.ofShare(0.5)).join())
        .hasRootCauseMessage("no model");
  }

  @Test
  void prune_lateScores_areWaitedForAndCancelledWithTheResult() {
    CompletableFuture<Optional<TokenScores>> late = new CompletableFuture<>();
    TracePruner pruner = new TracePruner(answering(late), PUBLISHED);

    CompletableFuture<Optional<PrunedTrace>> waiting =
        pruner.prune("", "", STEPS, Budget.ofTokens(6));
    CompletableFuture<Optional<PrunedTrace>> given =
        new TracePruner(answering(new CompletableFuture<>()), PUBLISHED)
            .prune("", "", STEPS, Budget.ofTokens(6));
    assertThat(waiting).isNotDone();
    late.complete(words.score("", STEPS.text()).toCompletableFuture().join());
    given.cancel(true);

    assertThat(waiting.join().orElseThrow().keptSteps()).containsExactly(1, 3);
    assertThat(given).isCancelled();
  }

  @Test
  void prune_cancelled_cancelsTheScoring() {
    CompletableFuture<Optional<TokenScores>> running = new CompletableFuture<>();

    boolean cancelled =
        new TracePruner(answering(running), PUBLISHED)
            .prune("", "", STEPS, Budget.ofTokens(6))
            .cancel(true);

    assertThat(cancelled).isTrue();
    assertThat(running).isCancelled();
  }

  private PrunedTrace prune(PruneSettings settings, long budget) {
    return pruned(new TracePruner(words, settings), STEPS, budget);
  }

  private static PrunedTrace pruned(TracePruner pruner, TraceSteps steps, long budget) {
    return pruner.prune("", "", steps, Budget.ofTokens(budget)).join().orElseThrow();
  }

  private static TokenScorer answering(CompletionStage<Optional<TokenScores>> answer) {
    return new TokenScorer() {
      @Override
      public CompletionStage<Optional<TokenScores>> score(String prefix, String text) {
        return answer;
      }

      @Override
      public String id() {
        return "given";
      }
    };
  }

  private static TokenScorer scorer(Function<String, TokenScores> reader) {
    return new TokenScorer() {
      @Override
      public CompletionStage<Optional<TokenScores>> score(String prefix, String text) {
        return CompletableFuture.completedStage(Optional.of(reader.apply(text)));
      }

      @Override
      public String id() {
        return "given";
      }
    };
  }
}
