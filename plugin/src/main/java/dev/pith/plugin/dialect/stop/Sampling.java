package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;
import java.util.List;
import java.util.Map;

/** How a model samples and where its request is routed: what a second call has from the first. */
final class Sampling {

  private static final List<String> MEMBERS =
      List.of(
          "model",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "typical_p",
          "frequency_penalty",
          "presence_penalty",
          "repetition_penalty",
          "repeat_penalty",
          "repeat_last_n",
          "logit_bias",
          "stop",
          "stop_token_ids",
          "seed",
          "user",
          "priority",
          "cache_salt",
          "session_id",
          "id_slot",
          "lora");

  /** Names of the same things among Ollama's options. */
  private static final Map<String, String> OLLAMA_OPTIONS =
      Map.of(
          "temperature", "temperature",
          "top_p", "top_p",
          "frequency_penalty", "frequency_penalty",
          "presence_penalty", "presence_penalty",
          "seed", "seed",
          "stop", "stop");

  private Sampling() {}

  static void copy(JsonNode request, ObjectNode to) {
    for (String member : MEMBERS) {
      if (!Json.absent(request.path(member))) {
        to.set(member, request.path(member));
      }
    }
  }

  /**
   * Writes the options of Ollama's native routes, with the defaults that its OpenAI-style route
   * sets: others than before might load the model anew.
   */
  static void ollamaOptions(CutPoint cut, ObjectNode options) {
    JsonNode request = cut.request().root();
    options.put("temperature", 1.0).put("top_p", 1.0);
    OLLAMA_OPTIONS.forEach(
        (member, option) -> {
          if (!Json.absent(request.path(member))) {
            options.set(option, request.path(member));
          }
        });
    cut.remainingTokens().ifPresent(tokens -> options.put("num_predict", tokens));
  }
}
