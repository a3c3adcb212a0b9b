package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;

/** What a request may ask of other models and the engine cannot do. It is refused, not ignored. */
final class UnsupportedFeatures {

  private UnsupportedFeatures() {}

  /**
   * Refuses the first such thing.
   *
   * @throws UnsupportedFeatureException with its name
   */
  static void refuseIn(ChatRequest request) {
    ChatRequestParameters parameters = request.parameters();
    ToolChoice choice = parameters.toolChoice();
    if (choice == ToolChoice.REQUIRED) {
      throw unsupported("ToolChoice.REQUIRED is");
    }
    for (ToolSpecification tool : parameters.toolSpecifications()) {
      if (Boolean.TRUE.equals(tool.strict())) {
        throw unsupported("strict: the arguments of " + tool.name() + " are");
      }
    }
    ResponseFormat format = parameters.responseFormat();
    if (format != null && format.type() == ResponseFormatType.JSON) {
      throw unsupported("JSON response format is");
    }
    request.messages().forEach(TemplateMessages::requireText);
  }

  static UnsupportedFeatureException unsupported(String what) {
    return new UnsupportedFeatureException(what + " not supported by the embedded engine");
  }
}
