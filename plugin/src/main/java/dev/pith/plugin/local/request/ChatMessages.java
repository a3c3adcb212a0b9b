package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of a chat request, which the model's own template makes a prompt of. A last
 * message of the assistant can be continued: the prompt then ends with its text, as if the model
 * had written it up to there.
 */
final class ChatMessages implements Prompts {

  private static final String PARAM = "messages";
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Map<String, Object>> messages;
  private final @Nullable String continued;
  private final boolean addGenerationPrompt;
  private final Map<String, Object> variables;

  private ChatMessages(
      List<Map<String, Object>> messages,
      @Nullable String continued,
      boolean addGenerationPrompt,
      Map<String, Object> variables) {
    this.messages = messages;
    this.continued = continued;
    this.addGenerationPrompt = addGenerationPrompt;
    this.variables = variables;
  }

  /** Reads the messages and what else the template is told. */
  static ChatMessages read(Fields fields, OfferedTools tools) throws BadParameterException {
    JsonNode given = fields.node(PARAM);
    if (!given.isArray() || given.isEmpty()) {
      throw Fields.bad(PARAM, "a list of at least one message", given);
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    for (JsonNode message : given) {
      messages.add(message(message, PARAM + "[" + messages.size() + "]"));
    }
    boolean continues = continues(fields);
    boolean addGenerationPrompt = fields.flag("add_generation_prompt", true);
    if (!continues) {
      return new ChatMessages(messages, null, addGenerationPrompt, variables(fields, tools));
    }
    if (addGenerationPrompt && fields.has("add_generation_prompt")) {
      throw BadParameterException.value(
          "add_generation_prompt",
          "add_generation_prompt must be false when continue_final_message is set");
    }
    Map<String, Object> last = messages.remove(messages.size() - 1);
    if (!"assistant".equals(last.get("role"))) {
      throw BadParameterException.value(
          "continue_final_message",
          "continue_final_message needs a last message of the role assistant: " + last.get("role"));
    }
    return new ChatMessages(messages, continuedText(last, fields), true, variables(fields, tools));
  }

  @Override
  public String param() {
    return PARAM;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public List<Prompt> encode(Tokenizer tokenizer, PromptTemplate template)
      throws BadParameterException {
    ChatPrompt prompt = ChatPrompt.render(template, messages, addGenerationPrompt, variables);
    if (continued != null) {
      prompt = prompt.followedBy(continued);
    }
    Prompt encoded = prompt.encode(tokenizer);
    if (encoded.tokens().length == 0) {
      throw BadParameterException.value(
          PARAM, "the model's chat template makes no token of the conversation");
    }
    return List.of(encoded);
  }

  private static Map<String, Object> message(JsonNode message, String place)
      throws BadParameterException {
    if (!message.path("role").isTextual() || message.path("role").textValue().isBlank()) {
      throw Fields.bad(place + ".role", "a string", message.path("role"));
    }
    Map<String, Object> read = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      if (!member.getValue().isNull()) {
        read.put(member.getKey(), JSON.convertValue(member.getValue(), Object.class));
      }
    }
    read.put("content", content(message.path("content"), place + ".content"));
    if ("assistant".equals(read.get("role"))) {
      ToolCalls.readArguments(read.get("tool_calls"), place + ".tool_calls");
    }
    Object reasoning = read.get("reasoning");
    if (reasoning instanceof String) {
      read.putIfAbsent("reasoning_content", reasoning);
    }
    return read;
  }

  private static String content(JsonNode content, String place) throws BadParameterException {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isMissingNode() || content.isNull()) {
      return "";
    }
    if (!content.isArray()) {
      throw Fields.bad(place, "a string or a list of text parts", content);
    }
    StringJoiner text = new StringJoiner("\n");
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.get(i);
      if (part.isTextual()) {
        text.add(part.textValue());
      } else if (part.path("text").isTextual()) {
        text.add(part.path("text").textValue());
      } else {
        throw BadParameterException.unsupported(
            place + "[" + i + "]",
            place
                + "["
                + i
                + "] is of type "
                + part.path("type").asText("unknown")
                + "; the embedded engine reads text only");
      }
    }
    return text.toString();
  }

  /** llama-server has the name of a channel in place of true. */
  private static boolean continues(Fields fields) throws BadParameterException {
    return fields.node("continue_final_message").isTextual()
        || fields.flag("continue_final_message", false);
  }

  private static String continuedText(Map<String, Object> last, Fields fields)
      throws BadParameterException {
    String content = String.valueOf(last.get("content"));
    if (!(last.get("reasoning_content") instanceof String thinking) || thinking.isEmpty()) {
      return content;
    }
    boolean closed =
        !content.isEmpty() || fields.node("continue_final_message").asText().equals("content");
    return closed
        ? ContinuationShape.THINK_TAGS.wrap(thinking) + content
        : ContinuationShape.THINK_TAGS.open(thinking);
  }

  private static Map<String, Object> variables(Fields fields, OfferedTools tools)
      throws BadParameterException {
    Map<String, Object> variables = new LinkedHashMap<>();
    String effort = fields.text("reasoning_effort").orElse("");
    if (!effort.isEmpty()) {
      variables.put("reasoning_effort", effort);
    }
    if (fields.has("enable_thinking") || effort.equals("none")) {
      variables.put("enable_thinking", fields.flag("enable_thinking", false));
    }
    JsonNode given = fields.node("chat_template_kwargs");
    if (!given.isMissingNode() && !given.isObject()) {
      throw Fields.bad("chat_template_kwargs", "an object", given);
    }
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      if (!each.getValue().isNull()) {
        variables.put(each.getKey(), JSON.convertValue(each.getValue(), Object.class));
      }
    }
    if (!tools.tools().isEmpty()) {
      variables.put("tools", tools.tools());
    }
    return variables;
  }
}
