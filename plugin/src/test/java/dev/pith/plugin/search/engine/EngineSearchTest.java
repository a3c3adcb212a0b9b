package dev.pith.plugin.search.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.StepRequest;
import dev.pith.plugin.search.TokenSaving;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineSearchTest {
  private static final String QUESTION =
      "A box holds 6 pens. There are 3 boxes. How many pens are there in all?";
  private static final List<Map<String, Object>> MESSAGES =
      List.of(Map.of("role", "user", "content", QUESTION));
  private static final Executor EXECUTOR = ForkJoinPool.commonPool();

  private final EngineBed bed = EngineBed.small();
  private final EngineSteps steps = EngineSteps.of(bed.model, EXECUTOR);

  @AfterEach
  void close() {
    bed.model.generator().clearPrefixCache();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(bed.model.engine().kvBytes()).as("KV that is held").isZero());
    bed.close();
  }

  @Test
  void run_smallModel_votesAndGivesAllKvBack() {
    TreeSearch<EnginePath> search =
        TreeSearch.of(steps, new EngineRewards(bed.model, EXECUTOR), settings(4).withDepth(12))
            .policy(SelectionPolicy.ets(EtsSettings.narrowing(4, 2)))
            .saving(TokenSaving.defaults())
            .embedder(StepEmbedder.hashedNgrams())
            .build();

    SearchResult result =
        steps
            .begin(MESSAGES)
            .thenCompose(root -> search.run(QUESTION, root, 3))
            .orTimeout(60, SECONDS)
            .join();

    assertThat(result.paths()).isNotEmpty();
    assertThat(result.report().failedCalls()).isZero();
    assertThat(result.report().uncountedSteps()).isZero();
    assertThat(result.report().scorerTokens()).isPositive();
    assertThat(result.report().residentPeak().orElseThrow()).isPositive();
    assertThat(result.report().keptPeak().orElseThrow())
        .isLessThanOrEqualTo(result.report().residentPeak().orElseThrow());
  }

  @Test
  void extend_twoBranches_shareTheBlocksOfTheirPrompt() {
    EnginePath root = join(steps.begin(MESSAGES));
    EnginePath one = join(steps.extend(root, request(1)));
    EnginePath two = join(steps.extend(root, request(2)));

    long together = steps.residentBytes(List.of(one, two)).orElseThrow();
    long apart =
        steps.residentBytes(List.of(one)).orElseThrow()
            + steps.residentBytes(List.of(two)).orElseThrow();

    assertThat(together).isLessThan(apart);
    assertThat(one.cachedTokens().orElseThrow()).isEqualTo(root.length() - 1);
    assertThat(one.stepTokens().orElseThrow()).isPositive();
    assertThat(one.text()).startsWith("<think>");
    List.of(root, one, two).forEach(EnginePath::release);
  }

  @Test
  void extend_withoutRoomForKv_isTheSameStepReadAgain() {
    EngineSteps poor = steps.withMaxKvBytes(0);
    EnginePath rich = join(steps.begin(MESSAGES));
    EnginePath root = join(poor.begin(MESSAGES));
    assertThat(poor.residentBytes(List.of(root))).hasValue(0);

    EnginePath expected = join(steps.extend(rich, request(5)));
    EnginePath step = join(poor.extend(root, request(5)));

    assertThat(step.text()).isEqualTo(expected.text());
    List.of(rich, root, expected, step).forEach(EnginePath::release);
  }

  @Test
  void extend_seeds_repeatAndStepsGoOnFromSteps() {
    EnginePath root = join(steps.begin(MESSAGES));
    EnginePath first = join(steps.extend(root, request(7)));
    EnginePath again = join(steps.extend(root, request(7)));
    EnginePath next = join(steps.extend(first, request(8)));

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(next.text()).startsWith(first.text()).isEqualTo(first.text() + next.step());
    assertThat(next.step().strip()).isNotEmpty();
    List.of(root, first, again, next).forEach(EnginePath::release);
  }

  @Test
  void extend_cancelled_givesItsKvBack() {
    EnginePath root = join(steps.begin(MESSAGES));
    long before = bed.model.engine().kvBytes();
    CompletableFuture<EnginePath> endless =
        steps.extend(root, new StepRequest(StepEnds.never(), 600, 1, 1));

    endless.cancel(true);

    Awaitility.await()
        .untilAsserted(() -> assertThat(bed.model.engine().kvBytes()).isEqualTo(before));
    assertThat(bed.model.generator().stats().cancelled()).isPositive();
    root.release();
  }

  @Test
  void begin_cancelledWhenThePromptHasBeenRead_givesItsKvBack() throws InterruptedException {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    CompletableFuture<EnginePath> root = EngineSteps.of(bed.model, tasks::add).begin(MESSAGES);
    tasks.remove().run();
    Runnable told = tasks.poll(20, SECONDS);
    assertThat(bed.model.engine().kvBytes()).isPositive();

    root.cancel(true);
    told.run();

    assertThat(bed.model.engine().kvBytes()).isZero();
  }

  @Test
  void begin_cancelledBeforeThePromptIsWritten_readsNothing() {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    CompletableFuture<EnginePath> root = EngineSteps.of(bed.model, tasks::add).begin(MESSAGES);

    root.cancel(true);
    tasks.remove().run();

    assertThat(bed.stats().promptTokens()).isZero();
    assertThat(tasks).isEmpty();
  }

  @Test
  void score_kvThatIsThere_isTheVerdictOfTheWholePrompt() {
    EnginePath root = join(steps.begin(MESSAGES));
    EnginePath step = join(steps.extend(root, request(1)));
    var rewards = new EngineRewards(bed.model, EXECUTOR);

    var verdict = join(rewards.score(QUESTION, step));

    var whole =
        join(new EngineVerifier(bed.model, EXECUTOR)
                .stepIsRight(MESSAGES, step.text().stripTrailing())
                .toCompletableFuture())
            .orElseThrow();
    assertThat(verdict.pYes()).isEqualTo(whole.pYes());
    assertThat(verdict.tokens().orElseThrow()).isLessThan(whole.tokens().orElseThrow() / 2);
    List.of(root, step).forEach(EnginePath::release);
  }

  private static SearchSettings settings(int width) {
    return SearchSettings.ofWidth(width)
        .withEnds(StepEnds.sentence())
        .withCalls(width, Duration.ofMinutes(1));
  }

  private static StepRequest request(long seed) {
    return new StepRequest(StepEnds.sentence(), 64, 1, seed);
  }

  private static <R> R join(CompletableFuture<R> asked) {
    return asked.orTimeout(60, SECONDS).join();
  }
}
