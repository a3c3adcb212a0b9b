package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The members of a request that would change the answer and that the engine cannot honour. They are
 * refused by name; members that nobody knows are ignored, as other servers do.
 */
final class UnsupportedFields {

  /** Each name with what its value may be all the same, since it asks for nothing. */
  private static final Map<String, Predicate<JsonNode>> HARMLESS = table();

  /** Those that the chat route reads and the completions route cannot honour. */
  private static final Map<String, Predicate<JsonNode>> HARMLESS_BEHIND_TEXT =
      Map.of("tools", UnsupportedFields::isEmpty, "tool_choice", isOneOf("none", "auto"));

  private UnsupportedFields() {}

  /** Refuses the first such member of a request of the chat route. */
  static void refuseInChat(JsonNode request) throws BadParameterException {
    refuse(request, HARMLESS);
  }

  /** Refuses the first such member of a request of the completions route. */
  static void refuseInText(JsonNode request) throws BadParameterException {
    refuse(request, HARMLESS_BEHIND_TEXT);
    refuse(request, HARMLESS);
  }

  private static void refuse(JsonNode request, Map<String, Predicate<JsonNode>> harmless)
      throws BadParameterException {
    for (Map.Entry<String, Predicate<JsonNode>> each : harmless.entrySet()) {
      String name = each.getKey();
      JsonNode value = request.path(name);
      if (!value.isMissingNode() && !value.isNull() && !each.getValue().test(value)) {
        throw BadParameterException.unsupported(
            name, name + " is not supported by the embedded engine");
      }
    }
  }

  private static Map<String, Predicate<JsonNode>> table() {
    Map<String, Predicate<JsonNode>> table = new LinkedHashMap<>();
    for (String name : Set.of("functions", "bad_words", "suffix")) {
      table.put(name, UnsupportedFields::isEmpty);
    }
    table.put("function_call", isOneOf("none", "auto"));
    table.put("response_format", value -> value.path("type").asText().equals("text"));
    for (String name :
        Set.of(
            "guided_json",
            "guided_regex",
            "guided_choice",
            "guided_grammar",
            "structured_outputs",
            "json_schema",
            "grammar",
            "regex",
            "ebnf",
            "audio",
            "chat_template",
            "allowed_token_ids",
            "logprob_token_ids",
            "truncate_prompt_tokens",
            "prompt_embeds",
            "thinking_token_budget",
            "thinking_budget_tokens",
            "reasoning_budget_tokens")) {
      table.put(name, value -> false);
    }
    table.put("modalities", value -> value.size() == 1 && value.path(0).asText().equals("text"));
    table.put("best_of", value -> value.asInt() == 1);
    table.put("min_tokens", value -> value.asInt() == 0);
    table.put("use_beam_search", UnsupportedFields::isFalse);
    table.put("include_stop_str_in_output", UnsupportedFields::isFalse);
    return table;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty();
  }

  private static boolean isFalse(JsonNode value) {
    return value.isBoolean() && !value.booleanValue();
  }

  private static Predicate<JsonNode> isOneOf(String... words) {
    return value -> Set.of(words).contains(value.asText());
  }
}
