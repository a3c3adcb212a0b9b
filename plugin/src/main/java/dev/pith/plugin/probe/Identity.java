package dev.pith.plugin.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.JsonCall.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a server is (P0).
 *
 * @param kind its kind
 * @param version its version or build; empty when unknown
 * @param models the models it lists, each with the size of its context; empty when it lists none
 * @param overlaps whether two calls may run side by side
 */
record Identity(
    ServerKind kind, String version, Map<String, OptionalLong> models, boolean overlaps) {

  /** What is asked, all at once. */
  static final List<String> PATHS =
      List.of("/v1/models", "/props", "/version", "/api/version", "/get_server_info");

  private static final Map<String, ServerKind> OWNERS =
      Map.of("vllm", ServerKind.VLLM, "sglang", ServerKind.SGLANG, "llamacpp", ServerKind.LLAMA);

  /** Returns what is known of a server that is asked nothing. */
  static Identity unasked(ServerKind kind) {
    // llama-server overlaps if it has the slots for it, which nobody has asked.
    return new Identity(kind, "", Map.of(), kind.overlaps() && kind != ServerKind.LLAMA);
  }

  /**
   * Reads the answers.
   *
   * @param set the kind if a setting names it
   * @param answers what each path answered; a path that did not answer is missing
   * @return empty if nobody answered who may know
   */
  static Optional<Identity> of(@Nullable ServerKind set, Map<String, Reply> answers) {
    boolean allRefused =
        answers.values().stream().allMatch(reply -> reply.status() == 401 || reply.status() == 403);
    if (answers.isEmpty() || allRefused) {
      return Optional.empty();
    }
    JsonNode models = ok(answers, "/v1/models");
    JsonNode props = ok(answers, "/props");
    ServerKind kind = set == null ? kind(answers, models, props) : set;
    boolean slots = Json.count(props, "total_slots").orElse(1) > 1;
    return Optional.of(
        new Identity(
            kind,
            version(answers, props),
            contexts(models),
            kind.overlaps() && (kind != ServerKind.LLAMA || slots)));
  }

  /** Tells whether it serves a model of that name; one that lists none may serve any. */
  boolean serves(String model) {
    return models.isEmpty() || models.containsKey(nameOf(model));
  }

  /** Returns the name under which a model is known here. */
  String nameOf(String model) {
    if (kind == ServerKind.EMBEDDED) {
      return ""; // one model, under any name
    }
    if (models.containsKey(model) || models.isEmpty()) {
      return model;
    }
    if (model.isEmpty()) {
      return models.keySet().iterator().next(); // what a server takes that is not told
    }
    return switch (kind) {
      case LLAMA -> models.keySet().iterator().next(); // serves its model under any name
      case OLLAMA -> model + ":latest";
      default -> model;
    };
  }

  private static ServerKind kind(Map<String, Reply> answers, JsonNode models, JsonNode props) {
    ServerKind byOwner = OWNERS.get(models.path("data").path(0).path("owned_by").asText());
    if (byOwner != null) {
      return byOwner;
    }
    if (props.has("build_info")) {
      return ServerKind.LLAMA;
    }
    if (ok(answers, "/api/version").path("version").isTextual()) {
      return ServerKind.OLLAMA;
    }
    if (ok(answers, "/get_server_info").isObject()) {
      return ServerKind.SGLANG;
    }
    // Not /version: many servers have one, and vLLM says who it is in its list of models.
    return ServerKind.GENERIC;
  }

  private static String version(Map<String, Reply> answers, JsonNode props) {
    List<JsonNode> places =
        List.of(
            props.path("build_info"),
            ok(answers, "/version").path("version"),
            ok(answers, "/api/version").path("version"),
            ok(answers, "/get_server_info").path("version"));
    return places.stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst()
        .orElse("");
  }

  private static Map<String, OptionalLong> contexts(JsonNode models) {
    Map<String, OptionalLong> contexts = new LinkedHashMap<>();
    for (JsonNode model : models.path("data")) {
      if (model.path("id").isTextual()) {
        contexts.put(model.path("id").textValue(), Json.count(model, "max_model_len"));
      }
    }
    return contexts;
  }

  private static JsonNode ok(Map<String, Reply> answers, String path) {
    Reply reply = answers.get(path);
    return reply != null && reply.isOk()
        ? reply.json()
        : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
