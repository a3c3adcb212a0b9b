package dev.pith.examples;

import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.TokenSaving;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.plugin.search.engine.EnginePath;
import dev.pith.plugin.search.engine.EngineRewards;
import dev.pith.plugin.search.engine.EngineSteps;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** Searches for an answer step by step; branches share the KV of what they have in common. */
public final class TreeSearchOnEngine {

  private static final String QUESTION =
      "Facts: Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?";

  private TreeSearchOnEngine() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    Executor executor = ForkJoinPool.commonPool();
    try (LocalModel model = LocalModel.open(ModelSettings.embedded())) {
      EngineSteps steps = EngineSteps.of(model, executor).withMinP(0.01);
      TreeSearch<EnginePath> search =
          TreeSearch.of(
                  steps,
                  new EngineRewards(model, executor), // is the last step right?
                  SearchSettings.ofWidth(8).withEnds(StepEnds.sentence()))
              .policy(SelectionPolicy.ets(EtsSettings.narrowing(8, 3)))
              .saving(TokenSaving.defaults())
              .embedder(StepEmbedder.hashedNgrams())
              .build();

      SearchResult result =
          steps
              .begin(List.of(Map.of("role", "user", "content", QUESTION)))
              .thenCompose(root -> search.run(QUESTION, root, 7))
              .join();

      System.out.println(result.best().orElse("no trajectory has an answer"));
      System.out.println(result.answer().orElse("none") + ", confidence " + result.confidence());
      System.out.println(result.report().generatedTokens() + " tokens generated");
      System.out.println(result.report().residentPeak().orElse(0) + " bytes of KV at most");
    }
  }
}
