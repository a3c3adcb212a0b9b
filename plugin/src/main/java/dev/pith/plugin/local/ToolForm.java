package dev.pith.plugin.local;

import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.PromptTemplate;
import dev.pith.ragcache.engine.token.TextPiece;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** In which form a model writes its calls of tools, as its chat template tells it to. */
enum ToolForm {
  /** The template has no place for tools. */
  NONE,
  /** {@code <tool_call>{"name": .., "arguments": {..}}</tool_call>}. */
  TAGGED_JSON,
  /** Some form that is not read here. */
  OTHER;

  private static final String NAME = "look_up_the_weather";

  private static final List<Map<String, Object>> MESSAGES =
      List.of(Map.of("role", "user", "content", "Hello"));

  private static final List<Map<String, Object>> TOOLS =
      List.of(
          Map.of(
              "type",
              "function",
              "function",
              Map.of(
                  "name",
                  NAME,
                  "description",
                  "Weather of a city.",
                  "parameters",
                  Map.of("type", "object", "properties", Map.of()))));

  /** Finds it out: what does a template write when it is given a tool? */
  static ToolForm of(PromptTemplate template) {
    List<TextPiece> pieces;
    try {
      pieces = template.render(MESSAGES, true, Map.of("tools", TOOLS));
    } catch (BadParameterException refused) {
      return NONE;
    }
    if (!text(pieces).contains(NAME)) {
      return NONE;
    }
    String own = text(pieces.stream().filter(TextPiece::parseSpecial).toList());
    boolean tagged = own.contains("<tool_call>") && own.contains("arguments");
    return tagged && !own.contains("<function=") ? TAGGED_JSON : OTHER;
  }

  private static String text(List<TextPiece> pieces) {
    return pieces.stream().map(TextPiece::text).collect(Collectors.joining());
  }
}
