package dev.pith.plugin.search;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.search.ConfidentStop;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeSearchTest {
  private static final String QUESTION = "How many pens are there?";
  private static final Executor DIRECT = Runnable::run;

  static Stream<SelectionPolicy> policies() {
    return Stream.of(
        SelectionPolicy.rebase(0.2),
        SelectionPolicy.beam(0),
        SelectionPolicy.dvts(0, 8),
        SelectionPolicy.ets(EtsSettings.published(8)),
        SelectionPolicy.ets(EtsSettings.published(8).withWeights(1, 0)),
        SelectionPolicy.ets(EtsSettings.narrowing(8, 2)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void run_everyPolicy_findsTheAnswerOfTheBestAndReleasesAll(SelectionPolicy policy) {
    ScriptedTree model = new ScriptedTree(TreeSearchTest::working, TreeSearchTest::reward);

    SearchResult result = run(model, 8, builder -> builder.policy(policy));

    assertThat(result.answer()).contains("42");
    assertThat(result.best().orElseThrow()).startsWith("Work 0.").endsWith("The answer is 42.");
    assertThat(result.report().levels()).hasSize(3);
    assertThat(result.report().generatedTokens()).isPositive();
    assertThat(result.report().scorerTokens()).isEqualTo(3L * model.scored.get());
    assertThat(result.report().promptTokens()).hasValue(10);
    assertThat(result.report().proven()).isTrue();
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_rebase_samplesTheWholeWidthOnEachLevel() {
    ScriptedTree model = new ScriptedTree(TreeSearchTest::working, TreeSearchTest::reward);

    SearchResult result = run(model, 8, builder -> builder.policy(SelectionPolicy.rebase(0.2)));

    assertThat(model.sampled).hasSize(24);
    assertThat(result.report().levels().get(0).candidates()).isEqualTo(8);
    assertThat(result.report().levels().get(0).kvTokens()).isEqualTo(10 + 8 * 7);
    assertThat(result.report().levels().get(0).kvPaper()).isEqualTo(2 + 8 * 7);
    assertThat(result.report().residentPeak()).hasValue(8);
    assertThat(result.report().embedder()).isEmpty();
    assertThat(result.report().levels().get(2).ended()).isEqualTo(8);
  }

  @Test
  void run_sameSeed_asksForTheSameSteps() {
    List<List<Long>> seeds =
        Stream.of(1, 2)
            .map(
                attempt -> {
                  List<Long> asked = new ArrayList<>();
                  run(
                      new ScriptedTree(
                          wish -> {
                            asked.add(wish.request().seed());
                            return working(wish);
                          },
                          TreeSearchTest::reward),
                      4,
                      builder -> builder);
                  return asked;
                })
            .toList();

    assertThat(seeds.get(0)).isEqualTo(seeds.get(1)).doesNotHaveDuplicates();
  }

  @Test
  void run_stepsThatFailOrAreEmptyOrGetNoReward_areLeftOutAndCounted() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> {
              if (wish.number() == 0) {
                throw new IllegalStateException("no luck");
              }
              return wish.number() == 1 ? "" : working(wish);
            },
            text -> text.equals("Work 2.") ? null : reward(text));

    SearchResult result = run(model, 8, builder -> builder);

    assertThat(result.answer()).isPresent();
    assertThat(result.report().failedCalls()).isEqualTo(1);
    assertThat(result.report().firstFailure().orElseThrow()).contains("no luck");
    assertThat(result.report().emptySteps()).isEqualTo(1);
    assertThat(result.report().unscored()).isEqualTo(1);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_stepThatHangs_isCancelledAndTheOthersGoOn() {
    ScriptedTree model =
        new ScriptedTree(wish -> wish.number() == 3 ? null : working(wish), TreeSearchTest::reward);

    SearchResult result =
        run(
            model,
            SearchSettings.ofWidth(8).withCalls(8, Duration.ofMillis(20)),
            builder -> builder);

    assertThat(result.answer()).contains("42");
    assertThat(result.report().failedCalls()).isEqualTo(1);
    assertThat(model.hanging).singleElement().matches(CompletableFuture::isCancelled);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_nothingCanBeSampled_failsWithTheCause() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> {
              throw new IllegalStateException("down");
            },
            TreeSearchTest::reward);

    assertThatThrownBy(() -> run(model, 4, builder -> builder))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("4 calls failed")
        .hasStackTraceContaining("down");
    assertThat(model.held).isEmpty();
  }

  @Test
  void cancel_whileStepsAreSampled_cancelsThemAndReleasesAll() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> wish.text().isEmpty() ? working(wish) : null, TreeSearchTest::reward);
    CompletableFuture<SearchResult> running =
        TreeSearch.of(model, model, SearchSettings.ofWidth(6).withCalls(3, Duration.ofMinutes(1)))
            .executor(DIRECT)
            .build()
            .run(QUESTION, model.root(), 1);
    assertThat(model.hanging).as("no more than three at once").hasSize(3);

    running.cancel(true);

    assertThat(model.hanging).hasSize(3).allMatch(CompletableFuture::isCancelled);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_totalTokens_areNeverExceeded() {
    ScriptedTree model = new ScriptedTree(TreeSearchTest::working, TreeSearchTest::reward);

    SearchResult result =
        run(
            model,
            SearchSettings.ofWidth(8).withTokens(20, 100, 190),
            builder -> builder.policy(SelectionPolicy.beam(3)));

    assertThat(result.report().generatedTokens()).isBetween(100L, 190L);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_depthOrPathEnds_trajectoriesWithoutAnAnswerDoNotVote() {
    ScriptedTree model = new ScriptedTree(wish -> "Still at it.", text -> 0.5);

    SearchResult deep = run(model, SearchSettings.ofWidth(2).withDepth(3), builder -> builder);
    SearchResult wide =
        run(model, SearchSettings.ofWidth(2).withTokens(20, 20, 1_000), builder -> builder);

    assertThat(deep.answer()).isEmpty();
    assertThat(deep.report().levels()).hasSize(3);
    assertThat(wide.report().levels()).hasSize(2);
    assertThat(wide.report().unanswered()).isEqualTo(2);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_mergeEqual_scoresOnceAndVotesForAll() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> wish.number() == 0 ? "The answer is 7." : "The  answer is 42.", text -> 0.5);

    SearchResult result =
        run(
            model,
            SearchSettings.ofWidth(6),
            builder ->
                builder.saving(
                    new TokenSaving(
                        true, Optional.empty(), Optional.empty(), OptionalDouble.empty())));

    assertThat(model.scored).hasValue(2);
    assertThat(result.report().merged()).isEqualTo(4);
    assertThat(result.answer()).contains("42");
    assertThat(result.paths()).extracting(SearchResult.FinishedPath::samples).containsExactly(1, 5);
    assertThat(result.report().levels().get(0).ended()).isEqualTo(6);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_mergeEqual_goesOnAsOftenAsWithoutAndReleasesEachStepOnce() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> wish.number() == 0 ? "Work 2." : "Work 1.",
            text -> text.contains("2") ? 1 : 0.9);
    SearchSettings settings = SearchSettings.ofWidth(8).withDepth(3);
    TokenSaving merging =
        new TokenSaving(true, Optional.empty(), Optional.empty(), OptionalDouble.empty());

    SearchReport plain = run(model, settings, builder -> builder).report();
    SearchReport merged = run(model, settings, builder -> builder.saving(merging)).report();

    assertThat(merged.levels())
        .extracting(LevelReport::candidates)
        .isEqualTo(plain.levels().stream().map(LevelReport::candidates).toList());
    assertThat(merged.generatedTokens()).isEqualTo(plain.generatedTokens());
    assertThat(merged.scorerTokens()).isLessThan(plain.scorerTokens());
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_mergeEqual_joinsWhatFollowsDifferentSteps() {
    ScriptedTree model =
        new ScriptedTree(
            wish ->
                switch (wish.text()) {
                  case "" -> wish.number() % 2 == 0 ? "Half is 21. " : "Half is 21. Twice that. ";
                  case "Half is 21. " -> "Twice that. The answer is 42.";
                  default -> "The answer is 42.";
                },
            text -> 0.5);
    TokenSaving merging =
        new TokenSaving(true, Optional.empty(), Optional.empty(), OptionalDouble.empty());

    SearchResult result = run(model, 6, builder -> builder.saving(merging));

    assertThat(model.scored).as("two steps, then one end").hasValue(3);
    assertThat(result.report().merged()).isEqualTo(4 + 5);
    assertThat(result.paths()).extracting(SearchResult.FinishedPath::samples).containsExactly(6);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_decidedVote_stopsBeforeTheOthersGoOn() {
    ScriptedTree model =
        new ScriptedTree(wish -> wish.number() < 12 ? "The answer is 42." : "Work 1.", text -> 0.9);
    TokenSaving stop =
        new TokenSaving(
            false,
            Optional.empty(),
            Optional.of(new ConfidentStop(0.95, 4)),
            OptionalDouble.empty());

    SearchResult stopped = run(model, SearchSettings.ofWidth(16), builder -> builder.saving(stop));

    assertThat(stopped.report().stopped()).isTrue();
    assertThat(stopped.answer()).contains("42");
    assertThat(stopped.confidence()).isGreaterThan(0.95);
    assertThat(model.sampled).hasSize(16);
    assertThat(model.held).isEmpty();
  }

  @Test
  void run_embedderThatFails_groupsNothingAndGoesOn() {
    ScriptedTree model = new ScriptedTree(TreeSearchTest::working, TreeSearchTest::reward);
    StepEmbedder broken =
        new StepEmbedder() {
          @Override
          public CompletableFuture<List<float[]>> embed(List<String> texts) {
            return CompletableFuture.failedFuture(new IllegalStateException("no model"));
          }

          @Override
          public double cut() {
            return 0.1;
          }

          @Override
          public String name() {
            return "broken";
          }
        };

    SearchResult result = run(model, 8, builder -> builder.embedder(broken));

    assertThat(result.answer()).contains("42");
    assertThat(result.report().failedCalls()).isEqualTo(1);
    assertThat(result.report().levels().get(0).clusters()).isEqualTo(8);
  }

  @Test
  void run_hashedNgrams_groupEqualWordings() {
    ScriptedTree model =
        new ScriptedTree(
            wish -> wish.text().isEmpty() ? "Work " + wish.number() % 2 + "." : working(wish),
            TreeSearchTest::reward);

    SearchResult result = run(model, 8, builder -> builder.embedder(StepEmbedder.hashedNgrams()));

    assertThat(result.report().levels().get(0).clusters()).isEqualTo(2);
    assertThat(result.report().embedder().orElseThrow()).startsWith("hashed n-grams");
  }

  private static String working(ScriptedTree.Wish wish) {
    String text = wish.text();
    if (text.isEmpty()) {
      return "Work " + wish.number() % 10 + ".";
    }
    if (!text.contains("So far")) {
      return "So far so good.";
    }
    return text.startsWith("Work 0.") ? "The answer is 42." : "The answer is 7.";
  }

  private static double reward(String text) {
    return text.startsWith("Work 0.") ? 1 : text.startsWith("Work 1.") ? 0.3 : 0.05;
  }

  private static SearchResult run(
      ScriptedTree model, int width, UnaryOperator<TreeSearch.Builder<ScriptedTree.Path>> change) {
    return run(model, SearchSettings.ofWidth(width), change);
  }

  private static SearchResult run(
      ScriptedTree model,
      SearchSettings settings,
      UnaryOperator<TreeSearch.Builder<ScriptedTree.Path>> change) {
    return change
        .apply(TreeSearch.of(model, model, settings).executor(DIRECT))
        .build()
        .run(QUESTION, model.root(), 1)
        .orTimeout(20, SECONDS)
        .join();
  }
}
