package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tools that a chat request lets the model call, as the model's template reads them.
 *
 * @param tools each with {@code type} and {@code function}; empty when none may be called
 * @param use what of them the answer may make
 */
record OfferedTools(List<Object> tools, ToolUse use) {

  private static final String PARAM = "tools";
  private static final String CHOICE = "tool_choice";
  private static final Set<String> FREE_CHOICES = Set.of("auto", "none");
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
  static OfferedTools read(Fields fields) throws BadParameterException {
    JsonNode given = fields.node(PARAM);
    if (!given.isMissingNode() && !given.isArray()) {
      throw Fields.bad(PARAM, "a list of functions", given);
    }
    List<Object> tools = new ArrayList<>();
    for (JsonNode tool : given) {
      check(tool, PARAM + "[" + tools.size() + "]");
      tools.add(JSON.convertValue(tool, Object.class));
    }
    boolean free = choice(fields).equals("auto");
    boolean several = fields.flag("parallel_tool_calls", true);
    if (tools.isEmpty() || !free) {
      return new OfferedTools(List.of(), ToolUse.NONE);
    }
    return new OfferedTools(List.copyOf(tools), several ? ToolUse.CALLS : ToolUse.ONE_CALL);
  }

  private static String choice(Fields fields) throws BadParameterException {
    JsonNode choice = fields.node(CHOICE);
    if (choice.isMissingNode()) {
      return "auto";
    }
    if (!FREE_CHOICES.contains(choice.asText())) {
      throw BadParameterException.unsupported(
          CHOICE,
          CHOICE
              + " is not supported by the embedded engine where it forces a call; it can be auto or"
              + " none: "
              + choice);
    }
    return choice.asText();
  }

  private static void check(JsonNode tool, String place) throws BadParameterException {
    String type = tool.path("type").asText("missing");
    if (!type.equals("function")) {
      throw BadParameterException.unsupported(
          place, place + " is of type " + type + "; the embedded engine knows functions only");
    }
    JsonNode function = tool.path("function");
    JsonNode name = function.path("name");
    if (!name.isTextual() || name.textValue().isBlank()) {
      throw Fields.bad(place + ".function.name", "a string", name);
    }
    JsonNode parameters = function.path("parameters");
    if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
      throw Fields.bad(place + ".function.parameters", "an object", parameters);
    }
    if (function.path("strict").asBoolean()) {
      throw BadParameterException.unsupported(
          place + ".function.strict",
          place
              + ".function.strict is not supported by the embedded engine, which cannot hold"
              + " arguments to a schema");
    }
  }
}
