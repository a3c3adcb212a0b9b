package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;

/** The routes on which a server's tokenizer turns text into ids and ids into text. */
enum TokenizerRoutes {
  VLLM(""),
  SGLANG("/v1");

  private final String prefix;

  TokenizerRoutes(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the routes of a kind of server; vLLM's for those that have none of their own. */
  static TokenizerRoutes of(ServerKind kind) {
    return kind == ServerKind.SGLANG ? SGLANG : VLLM;
  }

  /** Returns the call that turns a request into the ids of its prompt, by the chat template. */
  ServerCall render(String request) {
    return new ServerCall(prefix + "/tokenize", request);
  }

  /** Returns the call that turns text into ids. */
  ServerCall tokenize(ChatRequest request, String text) {
    return ServerCall.of(
        prefix + "/tokenize", named(request).put("prompt", text).put("add_special_tokens", false));
  }

  /** Returns the call that turns ids into text, with that of the tokens that end turns. */
  ServerCall detokenize(ChatRequest request, JsonNode ids) {
    ObjectNode body = named(request);
    if (this == SGLANG) {
      body.put("skip_special_tokens", false);
    }
    body.set("tokens", ids);
    return ServerCall.of(prefix + "/detokenize", body);
  }

  private static ObjectNode named(ChatRequest request) {
    ObjectNode body = Json.object();
    request.model().ifPresent(model -> body.put("model", model));
    return body;
  }
}
