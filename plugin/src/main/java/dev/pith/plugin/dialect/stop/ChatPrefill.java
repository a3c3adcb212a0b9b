package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.StreamAsk;
import java.util.List;
import java.util.Set;

/**
 * A second call on the chat route whose last message is the assistant's own closed thinking. How
 * that message is written differs by server; the rest of the request stays as the client wrote it.
 */
final class ChatPrefill implements ContinuationRecipe {

  /** Beginning of an answer for servers that go on in the answer only where there is one. */
  static final String ANSWER_HEAD = "**Final Answer**\n\n";

  /** Limits on thinking: in the continuation the thinking is over. */
  private static final List<String> THINKING_BUDGETS =
      List.of(
          "/thinking_token_budget",
          "/thinking_budget",
          "/thinking_budget_tokens",
          "/reasoning_budget_tokens",
          "/reasoning_budget_message",
          "/reasoning_control",
          "/chat_template_kwargs/thinking_budget",
          "/custom_params/thinking_budget",
          "/nvext/max_thinking_tokens",
          "/reasoning/max_tokens");

  /** Writes the last message, and what else the server must be told. */
  private interface LastMessage {
    void write(String thinking, ObjectNode message, JsonEdit edit);
  }

  private final String path;
  private final String head;
  private final LastMessage lastMessage;

  private ChatPrefill(String path, String head, LastMessage lastMessage) {
    this.path = path;
    this.head = head;
    this.lastMessage = lastMessage;
  }

  /** vLLM, SGLang, the embedded engine and others: tags in the content, and two flags. */
  static ChatPrefill byFlags(ContinuationShape shape) {
    return new ChatPrefill(
        ServerCall.CHAT,
        "",
        (thinking, message, edit) -> {
          message.put("content", shape.wrap(thinking));
          edit.set("/continue_final_message", "true").set("/add_generation_prompt", "false");
        });
  }

  /** llama-server: said in words which part of the message goes on. */
  static ChatPrefill ofLlama() {
    return new ChatPrefill(
        ServerCall.CHAT,
        "",
        (thinking, message, edit) -> {
          message.put("reasoning_content", thinking).put("content", "");
          edit.set("/continue_final_message", "\"content\"").set("/add_generation_prompt", "false");
        });
  }

  /** DeepSeek's beta route. Whether content ends an open thinking there is not documented. */
  static ChatPrefill ofDeepSeek() {
    return new ChatPrefill(
        "/beta/chat/completions",
        ANSWER_HEAD,
        (thinking, message, edit) ->
            message
                .put("prefix", true)
                .put("reasoning_content", thinking)
                .put("content", ANSWER_HEAD));
  }

  @Override
  public StopMethod method() {
    return StopMethod.CHAT_PREFILL;
  }

  @Override
  public String answerHead() {
    return head;
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    ChatRequest request = cut.request();
    JsonEdit edit = new JsonEdit();
    StreamAsk.add(request, Set.of(), edit);
    addMessage(cut, edit);
    cut.remainingTokens().ifPresent(tokens -> limit(request, edit, tokens));
    return new ServerCall(path, edit.applyTo(request.text()));
  }

  /** Returns the members of a request that has this last message and is only rendered. */
  JsonNode rendered(CutPoint cut) {
    JsonEdit edit = new JsonEdit();
    addMessage(cut, edit);
    try {
      return Json.read(edit.applyTo(cut.request().text()));
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void addMessage(CutPoint cut, JsonEdit edit) {
    ObjectNode message = Json.object().put("role", "assistant");
    lastMessage.write(cut.kept() + cut.guide(), message, edit);
    edit.append("/messages", Json.write(message));
    THINKING_BUDGETS.forEach(edit::remove);
  }

  private static void limit(ChatRequest request, JsonEdit edit, long tokens) {
    boolean newer = request.root().has("max_completion_tokens");
    if (newer) {
      edit.set("/max_completion_tokens", Long.toString(tokens));
    }
    if (!newer || request.root().has("max_tokens")) {
      edit.set("/max_tokens", Long.toString(tokens));
    }
  }
}
