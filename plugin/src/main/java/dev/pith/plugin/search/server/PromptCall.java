package dev.pith.plugin.search.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.dialect.stop.StepRecipe;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.StepRequest;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Makes the root of a search: has the prompt rendered where that is needed, and read. */
final class PromptCall {
  private static final StepRequest ONE_TOKEN = new StepRequest(StepEnds.never(), 1, 0, 0);

  private PromptCall() {}

  /**
   * Asks for a root.
   *
   * @param reads whether the server reads the prompt now
   * @return cancelling it gives it up: nothing further is asked
   */
  static CompletableFuture<ServerPath> start(
      Server server, StepRecipe recipe, ChatRequest request, boolean reads) {
    CompletableFuture<ServerPath> root = new CompletableFuture<>();
    server
        .context()
        .runOnContext(
            now ->
                rendered(server, recipe, request)
                    .onComplete(
                        unread -> goOn(server, unread, reads, root), root::completeExceptionally));
    return root;
  }

  /** Has a prompt that is there already read, or not. */
  static CompletableFuture<ServerPath> start(Server server, ServerPath unread, boolean reads) {
    CompletableFuture<ServerPath> root = new CompletableFuture<>();
    goOn(server, unread, reads, root);
    return root;
  }

  private static Future<ServerPath> rendered(
      Server server, StepRecipe recipe, ChatRequest request) {
    Optional<ServerCall> rendering = recipe.rendering(request);
    if (rendering.isEmpty()) {
      return Future.succeededFuture(root(recipe, request, "", OptionalLong.empty()));
    }
    return server
        .ask(rendering.get())
        .compose(
            rendered ->
                recipe
                    .detokenizing(request, rendered)
                    .map(server::ask)
                    .orElse(Future.succeededFuture(rendered))
                    .map(text -> root(recipe, request, text, rendered)));
  }

  private static ServerPath root(
      StepRecipe recipe, ChatRequest request, JsonNode text, JsonNode rendered) {
    String prompt =
        recipe
            .prompt(request, text)
            .orElseThrow(() -> new IllegalStateException("the server rendered no prompt"));
    int tokens = rendered.path("tokens").size();
    return root(
        recipe, request, prompt, tokens > 0 ? OptionalLong.of(tokens) : OptionalLong.empty());
  }

  static ServerPath root(
      StepRecipe recipe, ChatRequest request, String prompt, OptionalLong tokens) {
    return new ServerPath(
        new ServerPath.Origin(recipe, request, prompt),
        "",
        "",
        false,
        false,
        new ServerPath.Counts(OptionalLong.empty(), tokens, OptionalLong.empty()));
  }

  private static void goOn(
      Server server, ServerPath unread, boolean reads, CompletableFuture<ServerPath> root) {
    if (root.isDone()) {
      return;
    }
    if (!reads) {
      root.complete(unread);
      return;
    }
    CompletableFuture<ServerPath> token = StepCall.start(server, unread, ONE_TOKEN);
    CompletableFuture<ServerPath> unused =
        root.whenComplete(
            (path, failure) -> {
              if (root.isCancelled()) {
                token.cancel(true);
              }
            });
    CompletableFuture<ServerPath> unusedToo =
        token.whenComplete(
            (first, failure) -> {
              if (first == null) {
                root.completeExceptionally(failure);
              } else {
                OptionalLong told = first.readTokens();
                root.complete(
                    root(
                        unread.origin().recipe(),
                        unread.origin().request(),
                        unread.origin().prompt(),
                        told.isPresent() ? told : unread.readTokens()));
              }
            });
  }
}
