package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.ToolCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages as chat templates expect them: with a role, a content, and what else there is. */
final class TemplateMessages {

  private TemplateMessages() {}

  /**
   * Returns what a template reads of a message.
   *
   * @throws UnsupportedFeatureException when it has something else than text
   * @throws InvalidRequestException when a call's arguments are no object of JSON, or a custom
   *     message names no role
   */
  static Map<String, Object> of(ChatMessage message) {
    if (message instanceof SystemMessage system) {
      return message("system", system.text(), null);
    }
    if (message instanceof UserMessage user) {
      return message("user", text(user.contents()), user.name());
    }
    if (message instanceof ToolExecutionResultMessage result) {
      Map<String, Object> read = message("tool", text(result.contents()), result.toolName());
      putUnlessEmpty(read, "tool_call_id", result.id());
      return read;
    }
    if (message instanceof AiMessage answer) {
      return answer(answer);
    }
    if (message instanceof CustomMessage custom) {
      return custom(custom.attributes());
    }
    throw new UnsupportedFeatureException(
        "messages of type " + message.type() + " are not supported by the embedded engine");
  }

  /** Refuses what is not text. */
  static void requireText(ChatMessage message) {
    if (message instanceof UserMessage user) {
      text(user.contents());
    } else if (message instanceof ToolExecutionResultMessage result) {
      text(result.contents());
    }
  }

  private static Map<String, Object> answer(AiMessage answer) {
    String text = answer.text();
    Map<String, Object> read = message("assistant", text == null ? "" : text, null);
    putUnlessEmpty(read, "reasoning_content", answer.thinking());
    if (answer.hasToolExecutionRequests()) {
      List<Map<String, Object>> calls = new ArrayList<>();
      for (ToolExecutionRequest request : answer.toolExecutionRequests()) {
        calls.add(call(request));
      }
      try {
        ToolCalls.readArguments(calls, "toolExecutionRequests");
      } catch (BadParameterException malformed) {
        throw new InvalidRequestException(malformed);
      }
      read.put("tool_calls", calls);
    }
    return read;
  }

  private static Map<String, Object> call(ToolExecutionRequest request) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", request.name());
    String arguments = request.arguments();
    function.put("arguments", arguments == null ? "" : arguments);
    Map<String, Object> call = new LinkedHashMap<>();
    putUnlessEmpty(call, "id", request.id());
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private static Map<String, Object> custom(Map<String, Object> attributes) {
    if (!(attributes.get("role") instanceof String)) {
      throw new InvalidRequestException(
          "a custom message must have a string as attribute 'role': " + attributes.keySet());
    }
    Map<String, Object> read = new LinkedHashMap<>(attributes);
    read.putIfAbsent("content", "");
    return read;
  }

  private static String text(List<Content> contents) {
    return contents.stream().map(TemplateMessages::text).collect(Collectors.joining("\n"));
  }

  private static String text(Content content) {
    if (content instanceof TextContent text) {
      return text.text();
    }
    throw new UnsupportedFeatureException(
        "content of type "
            + content.type().name().toLowerCase(Locale.ROOT)
            + " is not supported by the embedded engine, which reads text only");
  }

  private static Map<String, Object> message(String role, String content, @Nullable String name) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("role", role);
    read.put("content", content);
    putUnlessEmpty(read, "name", name);
    return read;
  }

  private static void putUnlessEmpty(Map<String, Object> to, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.put(name, value);
    }
  }
}
