package dev.pith.eval.search.live;

import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.StepScorer;
import dev.pith.plugin.search.Trajectory;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.plugin.search.engine.EnginePath;
import dev.pith.plugin.search.engine.EngineRewards;
import dev.pith.plugin.search.engine.EngineSteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Searches for the answers of problems, one problem after the other, so that times are those of a
 * machine with nothing else to do.
 *
 * <p>A problem has the same seed under every policy: the first steps that are sampled are the same.
 */
final class LiveTreeRun {
  /** Steps are sentences: the model was taught to judge these. */
  static final StepEnds STEPS = StepEnds.sentence();

  static final double TEMPERATURE = 1;
  private static final int STEP_TOKENS = 96;
  private static final int PATH_TOKENS = 600;
  private static final Duration CALL_LIMIT = Duration.ofMinutes(5);
  private static final long SEED_STRIDE = 1_000_003;
  private static final double NANOS_PER_SECOND = 1e9;

  private final LocalModel model;
  private final StepEmbedder embedder;
  private final Executor executor;
  private final EngineSteps steps;
  private final EngineRewards rewards;
  private final long seed;

  LiveTreeRun(LocalModel model, StepEmbedder embedder, Executor executor, long seed) {
    this.model = model;
    this.embedder = embedder;
    this.executor = executor;
    this.seed = seed;
    steps = EngineSteps.of(model, executor);
    rewards = new EngineRewards(model, executor);
  }

  /**
   * Searches.
   *
   * @param number of the problem, which its seed follows from
   */
  TreeOutcome run(Problem problem, int number, TreeMethod method, int width) {
    // Every policy reads the prompt itself.
    model.generator().clearPrefixCache();
    long start = System.nanoTime();
    long problemSeed = seed * SEED_STRIDE + number;
    SearchResult result =
        steps
            .begin(messages(problem))
            .thenCompose(
                root -> search(problem, method, width).run(problem.question(), root, problemSeed))
            .join();
    return TreeOutcome.of(problem, result, (System.nanoTime() - start) / NANOS_PER_SECOND);
  }

  private TreeSearch<EnginePath> search(Problem problem, TreeMethod method, int width) {
    SearchSettings settings =
        SearchSettings.ofWidth(width).withTemperature(TEMPERATURE).withCalls(width, CALL_LIMIT);
    StepScorer<? super EnginePath> scorer;
    if (method.isScored()) {
      scorer = rewards;
      settings = settings.withEnds(STEPS).withTokens(STEP_TOKENS, PATH_TOKENS, Long.MAX_VALUE);
    } else {
      StepScorer<Trajectory> none = StepScorer.none();
      scorer = none;
      settings =
          settings
              .withEnds(new FirstAnswer(problem.question()))
              .withTokens(PATH_TOKENS, PATH_TOKENS, Long.MAX_VALUE)
              .withDepth(1);
    }
    return TreeSearch.of(steps, scorer, settings)
        .policy(method.policy(width, seed))
        .saving(method.saving())
        .embedder(embedder)
        .executor(executor)
        .build();
  }

  private static List<Map<String, Object>> messages(Problem problem) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (ChatFormat.Message message : ChatFormat.messages(problem)) {
      messages.add(Map.of("role", message.role(), "content", message.content()));
    }
    return messages;
  }
}
