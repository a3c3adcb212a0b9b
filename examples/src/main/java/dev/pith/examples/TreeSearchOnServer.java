package dev.pith.examples;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.plugin.search.server.ModelRewards;
import dev.pith.plugin.search.server.ServerPath;
import dev.pith.plugin.search.server.ServerSteps;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.verifier.client.ModelVerifierSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;

/** Searches for an answer step by step on a model server. */
public final class TreeSearchOnServer {

  private static final String QUESTION =
      "Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?";

  private TreeSearchOnServer() {}

  /**
   * Runs the example: the URL of the server, without {@code /v1}, the name of its model, and what
   * kind of server it is, such as vllm.
   */
  public static void main(String[] args) {
    URI url = URI.create(args[0]);
    ServerKind kind = ServerKind.valueOf(args[2].toUpperCase(Locale.ROOT));
    Vertx vertx = Vertx.vertx();
    Upstream server = Upstream.http(vertx, url, Duration.ofSeconds(5), Duration.ofMinutes(1), 64);
    try (ModelRewards rewards = // is the last step right?
        new ModelRewards(ModelVerifierSettings.builder(url, args[1]).build())) {
      ServerSteps steps = ServerSteps.builder(vertx, server, args[1]).kind(kind).build();
      TreeSearch<ServerPath> search =
          TreeSearch.of(steps, rewards, SearchSettings.ofWidth(8))
              .embedder(StepEmbedder.standard(ForkJoinPool.commonPool()))
              .build();

      SearchResult result =
          steps
              .begin(List.of(Map.of("role", "user", "content", QUESTION)))
              .thenCompose(root -> search.run(QUESTION, root, 7))
              .join();

      System.out.println(result.answer().orElse("none") + ", confidence " + result.confidence());
      System.out.println(result.report().generatedTokens() + " tokens generated");
      result
          .report()
          .cachedTokens()
          .ifPresentOrElse(
              cached -> System.out.println(cached + " tokens read from the server's cache"),
              () -> System.out.println("what came from its cache the server does not tell"));
    } finally {
      vertx.close();
    }
  }
}
