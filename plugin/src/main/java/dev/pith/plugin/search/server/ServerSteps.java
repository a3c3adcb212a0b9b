package dev.pith.plugin.search.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.dialect.stop.StepRecipe;
import dev.pith.plugin.search.StepGenerator;
import dev.pith.plugin.search.StepRequest;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Samples steps on an OpenAI-style server; see {@code package-info} for how. Thread-safe.
 *
 * <p>Steps come on the event loop of the server's calls, where nothing of a search is computed.
 */
public final class ServerSteps implements StepGenerator<ServerPath> {
  private static final JsonMapper JSON = new JsonMapper();

  private final Server server;
  private final ServerKind kind;
  private final StepRecipe recipe;
  private final ObjectNode members;
  private final boolean readsAhead;

  private ServerSteps(Builder builder, StepRecipe recipe) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(builder.headers);
    Route route = new Route(builder.vertx, builder.upstream, "", "", headers, false);
    server = new Server(builder.vertx.getOrCreateContext(), route, builder.shape, builder.deadline);
    kind = builder.kind;
    this.recipe = recipe;
    members = builder.members.deepCopy();
    readsAhead = builder.readsAhead;
  }

  /**
   * Returns a builder of generators.
   *
   * @param upstream where the server is, without {@code /v1}; not closed by this
   * @param model the name that the server knows it by
   */
  public static Builder builder(Vertx vertx, Upstream upstream, String model) {
    return new Builder(vertx, upstream, model);
  }

  /**
   * Begins with a conversation; what is searched is the answer to it, from its thinking on.
   *
   * @param messages each with a role and a content
   * @return the root of a search; fails where the server does not do what a search needs.
   *     Cancelling it gives it up
   */
  public CompletableFuture<ServerPath> begin(List<Map<String, Object>> messages) {
    ObjectNode body = members.deepCopy();
    body.set("messages", JSON.valueToTree(messages));
    return PromptCall.start(server, recipe, request(body), readsAhead);
  }

  /**
   * Begins with a prompt in the words of the model's own template, or of a model without one.
   *
   * @param prompt not empty
   * @return the root of a search, see {@link #begin}
   */
  public CompletableFuture<ServerPath> beginWith(String prompt) {
    if (prompt.isEmpty()) {
      throw new IllegalArgumentException("prompt must not be empty");
    }
    ServerPath unread =
        PromptCall.root(
            StepRecipe.ofText(kind, server.shape()),
            request(members),
            prompt,
            OptionalLong.empty());
    return PromptCall.start(server, unread, readsAhead);
  }

  @Override
  public CompletableFuture<ServerPath> extend(ServerPath from, StepRequest request) {
    return StepCall.start(server, from, request);
  }

  private static ChatRequest request(ObjectNode body) {
    try {
      return ChatRequest.parse(Json.write(body).getBytes(StandardCharsets.UTF_8));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Collects how a server is asked. Not thread-safe. */
  public static final class Builder {
    private final Vertx vertx;
    private final Upstream upstream;
    private final ObjectNode members = Json.object();
    private final MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("content-type", "application/json");
    private ServerKind kind;
    private ContinuationShape shape = ContinuationShape.THINK_TAGS;
    private Duration deadline = Duration.ofSeconds(20);
    private boolean readsAhead = true;

    private Builder(Vertx vertx, Upstream upstream, String model) {
      this.vertx = vertx;
      this.upstream = upstream;
      members.put("model", model);
      kind = kindOf(upstream);
    }

    /**
     * Says what the server is; unless given, what the upstream knows of itself, or by the name of
     * its host, else some server.
     */
    public Builder kind(ServerKind newKind) {
      kind = newKind;
      return this;
    }

    /** Says how the model's template writes thinking; {@code <think>} unless given. */
    public Builder shape(ContinuationShape newShape) {
      shape = newShape;
      return this;
    }

    /** Sends a header with each call, such as {@code authorization}. */
    public Builder header(String name, String value) {
      headers.set(name, value);
      return this;
    }

    /**
     * Sends a member with each request, such as {@code top_p} or {@code chat_template_kwargs}.
     *
     * @param json its value
     * @throws IllegalArgumentException when it is no JSON, or a member that the search sets
     */
    public Builder member(String name, String json) {
      if (List.of("messages", "prompt", "n", "stream", "stop", "seed").contains(name)) {
        throw new IllegalArgumentException("a search sets " + name + " itself");
      }
      try {
        JsonNode value = Json.read(json);
        members.set(name, value);
      } catch (JsonProcessingException broken) {
        throw new IllegalArgumentException(name + " must be JSON: " + json, broken);
      }
      return this;
    }

    /** Says how long a call that generates nothing may take; 20 s unless given. */
    public Builder deadline(Duration longest) {
      deadline = longest;
      return this;
    }

    /**
     * Says whether the server reads the prompt before the first steps, which then find it in its
     * cache; it is, unless given. It costs the prompt and one token, which no report of a search
     * counts, and tells at once when the server refuses.
     */
    public Builder readsAhead(boolean reads) {
      readsAhead = reads;
      return this;
    }

    /**
     * Returns the generator.
     *
     * @throws IllegalArgumentException when this kind of server does not go on from a given text
     */
    public ServerSteps build() {
      StepRecipe recipe =
          StepRecipe.of(kind, shape)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          kind.label()
                              + " does not go on from a given thinking, so no tree is searched on"
                              + " it; servers that do are llama-server, vLLM, SGLang, Ollama and"
                              + " others that take continue_final_message or a prompt"));
      return new ServerSteps(this, recipe);
    }

    private static ServerKind kindOf(Upstream upstream) {
      ServerKind known = upstream.kind();
      if (known != null) {
        return known;
      }
      URI address = upstream.address();
      return address == null || address.getHost() == null
          ? ServerKind.GENERIC
          : ServerKind.ofHost(address.getHost()).orElse(ServerKind.GENERIC);
    }
  }
}
