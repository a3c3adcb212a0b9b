package dev.pith.plugin.search.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineWire;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.search.LevelReport;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.StepRequest;
import dev.pith.plugin.search.StepScorer;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.plugin.search.engine.EnginePath;
import dev.pith.plugin.search.engine.EngineRewards;
import dev.pith.plugin.search.engine.EngineSteps;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The embedded engine behind HTTP, and on the wires of other servers, is searched as itself. */
class ServerSearchEngineTest {
  private static final String QUESTION =
      "A box holds 6 pens. There are 3 boxes. How many pens are there in all?";
  private static final List<Map<String, Object>> MESSAGES =
      List.of(Map.of("role", "user", "content", QUESTION));
  private static final Executor EXECUTOR = ForkJoinPool.commonPool();

  /** Ends with the first full stop; known to servers as that. */
  private static final StepEnds FULL_STOP =
      new StepEnds() {
        @Override
        public OptionalInt find(CharSequence text) {
          int at = text.toString().indexOf('.');
          return at < 0 ? OptionalInt.empty() : OptionalInt.of(at + 1);
        }

        @Override
        public Optional<String> stopText() {
          return Optional.of(".");
        }
      };

  private final EngineBed bed = EngineBed.small();
  private final EngineSteps engine = EngineSteps.of(bed.model, EXECUTOR);

  @AfterEach
  void close() {
    Awaitility.await().until(() -> bed.stats().running() == 0);
    bed.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA", "VLLM", "SGLANG", "OLLAMA", "EMBEDDED", "GENERIC"})
  void extend_anyWire_isTheStepOfTheEngine(ServerKind kind) {
    ServerSteps steps = steps(new EngineWire(bed, kind), kind);
    EnginePath expectedRoot = join(engine.begin(MESSAGES));
    ServerPath root = join(steps.begin(MESSAGES));

    EnginePath expected = join(engine.extend(expectedRoot, request(StepEnds.sentence(), 5)));
    ServerPath step = join(steps.extend(root, request(StepEnds.sentence(), 5)));
    EnginePath expectedNext = join(engine.extend(expected, request(StepEnds.sentence(), 6)));
    ServerPath next = join(steps.extend(step, request(StepEnds.sentence(), 6)));

    assertThat(step.text()).isEqualTo(expected.text());
    assertThat(next.text()).isEqualTo(expectedNext.text());
    List.of(expectedRoot, expected, expectedNext).forEach(EnginePath::release);
  }

  @ParameterizedTest
  @EnumSource(names = {"VLLM", "SGLANG"})
  void extend_endThatTheServerKnows_isTheStepOfTheEngine(ServerKind kind) {
    ServerSteps steps = steps(new EngineWire(bed, kind), kind);
    EnginePath expectedRoot = join(engine.begin(MESSAGES));
    EnginePath expected = join(engine.extend(expectedRoot, request(FULL_STOP, 5)));

    ServerPath step = join(steps.extend(join(steps.begin(MESSAGES)), request(FULL_STOP, 5)));

    // The server takes off what its last token has behind the end.
    assertThat(step.text()).isEqualTo(expected.text().stripTrailing()).endsWith(".");
    assertThat(step.finished()).isFalse();
    assertThat(step.generatedTokens()).isEqualTo(expected.generatedTokens());
    assertThat(step.readTokens()).hasValue(expectedRoot.stepTokens().orElseThrow());
    List.of(expectedRoot, expected).forEach(EnginePath::release);
  }

  @Test
  void run_overHttp_isTheTreeOfTheEngine() {
    try (Http http = new Http(bed)) {
      ServerSteps steps = steps(http.upstream, ServerKind.EMBEDDED);

      SearchResult expected =
          join(engine.begin(MESSAGES).thenCompose(root -> search(engine).run(QUESTION, root, 3)));
      SearchResult result =
          join(steps.begin(MESSAGES).thenCompose(root -> search(steps).run(QUESTION, root, 3)));

      assertThat(result.paths()).isNotEmpty().isEqualTo(expected.paths());
      assertThat(result.answer()).isEqualTo(expected.answer());
      assertThat(result.report().levels())
          .extracting(LevelReport::candidates)
          .isEqualTo(expected.report().levels().stream().map(LevelReport::candidates).toList());
      assertThat(result.report().failedCalls()).isZero();
      assertThat(result.report().uncountedSteps()).isZero();
      assertThat(result.report().untoldCached()).isZero();
      assertThat(result.report().cachedTokens().orElseThrow())
          .isPositive()
          .isLessThan(result.report().readTokens().orElseThrow());
    }
  }

  @Test
  void cancel_overHttp_endsTheGeneration() {
    try (Http http = new Http(bed)) {
      ServerSteps steps = steps(http.upstream, ServerKind.EMBEDDED);
      ServerPath root = join(steps.begin(MESSAGES));
      CompletableFuture<ServerPath> endless =
          steps.extend(root, new StepRequest(StepEnds.never(), 600, 1, 1));
      Awaitility.await().until(() -> bed.stats().running() == 1);

      endless.cancel(true);

      Awaitility.await().until(() -> bed.stats().running() == 0);
      assertThat(bed.stats().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void score_modelOnAServer_isTheRewardOfTheEngine() {
    EnginePath root = join(engine.begin(MESSAGES));
    EnginePath step = join(engine.extend(root, request(StepEnds.sentence(), 1)));
    Verdict expected = join(new EngineRewards(bed.model, EXECUTOR).score(QUESTION, step));
    try (Http http = new Http(bed);
        ModelRewards rewards =
            new ModelRewards(
                ModelVerifierSettings.builder(http.url, bed.model.name())
                    .instructions(false)
                    .deadline(Duration.ofMinutes(1))
                    .build())) {
      Verdict verdict = join(rewards.score(QUESTION, step));

      assertThat(verdict.pYes().orElseThrow())
          .isCloseTo(expected.pYes().orElseThrow(), within(0.01));
      assertThat(verdict.tokens().orElseThrow()).isGreaterThan(expected.tokens().orElseThrow());
    }
    List.of(root, step).forEach(EnginePath::release);
  }

  /** The engine as other programs see it. */
  private static final class Http implements AutoCloseable {
    private final ProxyServer server;
    private final URI url;
    private final Upstream upstream;

    Http(EngineBed bed) {
      ProxySettings settings = ProxySettings.builder().set("port", 0).set("mode", "off").build();
      server =
          join(
              ProxyServer.start(bed.vertx, settings, Verifier.abstaining(), bed.upstream)
                  .toCompletionStage()
                  .toCompletableFuture());
      url = URI.create("http://127.0.0.1:" + server.port());
      upstream = Upstream.http(bed.vertx, url, Duration.ofSeconds(20), Duration.ofMinutes(1), 64);
    }

    @Override
    public void close() {
      join(server.close().toCompletionStage().toCompletableFuture());
    }
  }

  private ServerSteps steps(Upstream upstream, ServerKind kind) {
    return ServerSteps.builder(bed.vertx, upstream, bed.model.name())
        .kind(kind)
        .deadline(Duration.ofMinutes(1))
        .build();
  }

  private static <T extends dev.pith.plugin.search.Trajectory> TreeSearch<T> search(
      dev.pith.plugin.search.StepGenerator<T> steps) {
    SearchSettings settings =
        SearchSettings.ofWidth(4)
            .withDepth(6)
            .withEnds(StepEnds.sentence())
            .withCalls(4, Duration.ofMinutes(1));
    return TreeSearch.of(steps, StepScorer.none(), settings)
        .policy(SelectionPolicy.ets(EtsSettings.narrowing(4, 2)))
        .embedder(StepEmbedder.hashedNgrams())
        .build();
  }

  private static StepRequest request(StepEnds ends, long seed) {
    return new StepRequest(ends, 64, 1, seed);
  }

  private static <R> R join(CompletableFuture<R> asked) {
    return asked.orTimeout(60, SECONDS).join();
  }
}
