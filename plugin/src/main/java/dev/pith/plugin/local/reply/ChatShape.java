package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.TokenLogProb;
import java.util.List;

/** The shape of the chat route, with thinking in {@code reasoning_content}. */
final class ChatShape implements ReplyShape {

  private final ReplyHead head;
  private final ReplyOptions options;
  private final TokenTexts texts;

  ChatShape(ReplyHead head, ReplyOptions options, TokenTexts texts) {
    this.head = head;
    this.options = options;
    this.texts = texts;
  }

  @Override
  public ObjectNode opening(Choice choice) {
    ObjectNode chunk = chunkWithoutChoice();
    if (options.tokenIds()) {
      TokenIds.putPrompt(chunk, choice);
    }
    ObjectNode opened = addChoice(chunk, choice);
    opened.putObject("delta").put("role", "assistant").put("content", "");
    opened.putNull("logprobs").putNull("finish_reason");
    return chunk;
  }

  @Override
  public ObjectNode chunk(Choice choice, Delta delta) {
    ObjectNode chunk = chunkWithoutChoice();
    ObjectNode piece = addChoice(chunk, choice);
    ObjectNode text = piece.putObject("delta");
    if (!delta.reasoning().isEmpty()) {
      text.put("reasoning_content", delta.reasoning());
    }
    if (!delta.content().isEmpty()) {
      text.put("content", delta.content());
    }
    for (ToolCall call : delta.calls()) {
      put(call, text.withArray("tool_calls").addObject().put("index", call.index()));
    }
    finish(piece, choice, delta);
    return chunk;
  }

  @Override
  public ObjectNode chunkWithoutChoice() {
    ObjectNode chunk = head.object("chat.completion.chunk");
    chunk.putArray("choices");
    return chunk;
  }

  @Override
  public ObjectNode body(List<Choice> choices) {
    ObjectNode body = head.object("chat.completion");
    body.putArray("choices");
    for (Choice choice : choices) {
      Delta all = choice.take();
      ObjectNode answer = addChoice(body, choice);
      ObjectNode message = answer.putObject("message").put("role", "assistant");
      boolean hasElse = !all.reasoning().isEmpty() || !all.calls().isEmpty();
      message.put("content", all.content().isEmpty() && hasElse ? null : all.content());
      if (!all.reasoning().isEmpty()) {
        message.put("reasoning_content", all.reasoning());
      }
      all.calls().forEach(call -> put(call, message.withArray("tool_calls").addObject()));
      finish(answer, choice, all);
    }
    if (options.tokenIds()) {
      TokenIds.putPrompt(body, choices.get(0));
    }
    if (options.promptLogProbs().isPresent()) {
      body.set("prompt_logprobs", PromptLogProbs.of(choices.get(0), options, texts));
    }
    return body;
  }

  private static ObjectNode addChoice(ObjectNode to, Choice choice) {
    return to.withArray("choices").addObject().put("index", choice.index());
  }

  private static void put(ToolCall call, ObjectNode entry) {
    entry.put("id", call.id()).put("type", "function");
    entry.putObject("function").put("name", call.name()).put("arguments", call.arguments());
  }

  private void finish(ObjectNode piece, Choice choice, Delta delta) {
    if (options.topLogProbs().isPresent()) {
      ArrayNode entries = piece.putObject("logprobs").putArray("content");
      delta.tokens().forEach(token -> logProbs(entries.addObject(), token));
    } else {
      piece.putNull("logprobs");
    }
    piece.put("finish_reason", choice.finishReason());
    if (choice.finishReason() != null && !choice.stopText().isEmpty()) {
      piece.put("stop_reason", choice.stopText());
    }
    if (options.tokenIds()) {
      TokenIds.putGenerated(piece, delta);
    }
  }

  private void logProbs(ObjectNode entry, GeneratedToken token) {
    texts.entry(entry, token.id(), token.logProb());
    ArrayNode top = entry.putArray("top_logprobs");
    for (TokenLogProb each : TokenTexts.first(token.top(), options.topLogProbs().orElse(0))) {
      texts.entry(top.addObject(), each.id(), each.logProb());
    }
  }
}
