package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tools as chat templates expect them: in the shape of the OpenAI API. */
final class TemplateTools {

  private TemplateTools() {}

  /** Returns the tools that may be called; none with {@link ToolChoice#NONE}. */
  static List<Map<String, Object>> of(ChatRequestParameters parameters) {
    return parameters.toolChoice() == ToolChoice.NONE
        ? List.of()
        : parameters.toolSpecifications().stream().map(TemplateTools::of).toList();
  }

  private static Map<String, Object> of(ToolSpecification tool) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    String description = tool.description();
    if (description != null) {
      function.put("description", description);
    }
    JsonObjectSchema parameters = tool.parameters();
    function.put(
        "parameters",
        JsonSchemaElementUtils.toMap(
            parameters == null ? JsonObjectSchema.builder().build() : parameters));
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("type", "function");
    written.put("function", function);
    return written;
  }
}
