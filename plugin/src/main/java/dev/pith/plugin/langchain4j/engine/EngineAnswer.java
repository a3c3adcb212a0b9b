package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.reply.Choice;
import dev.pith.plugin.local.reply.Delta;
import dev.pith.plugin.local.reply.ToolCall;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.GeneratedToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is generated: thinking, text and calls of tools told apart, and what the
 * response will say. Confined to one thread.
 */
final class EngineAnswer {

  /** Receives the pieces, none of them empty, in order. */
  interface Reader {
    /** A piece of the thinking, with its white space. */
    void onThinking(String piece);

    /** A piece of the answer; white space between thinking and answer is left out. */
    void onText(String piece);

    /**
     * A call of a tool is complete.
     *
     * @param index its number among the calls of the answer, from 0
     */
    void onCall(int index, ToolExecutionRequest call);
  }

  private final LocalModel model;
  private final PreparedChat chat;
  private final Reader reader;
  private final Choice choice;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final List<ToolExecutionRequest> calls = new ArrayList<>();
  private final List<EngineLogProb> logProbs = new ArrayList<>();

  private boolean followsThinking;
  private @Nullable FinishReason finish;

  /**
   * Begins an answer.
   *
   * @param nowNanos the time, here and below as {@link System#nanoTime} has it
   */
  EngineAnswer(LocalModel model, PreparedChat chat, Reader reader, long nowNanos) {
    this.model = model;
    this.chat = chat;
    this.reader = reader;
    this.choice =
        new Choice(
            0,
            chat.prompt(),
            true,
            chat.stopSequences(),
            chat.tools(),
            chat.keepsLogProbs(),
            nowNanos);
    this.followsThinking = chat.thinkingWasClosed() || chat.prompt().insideThinking();
  }

  /** The prompt has been read. */
  void onPrompt(int cachedTokens, long nowNanos) {
    choice.onPrompt(cachedTokens, nowNanos);
  }

  /** The next token has come. */
  void onToken(GeneratedToken token, long nowNanos) {
    choice.onToken(token, nowNanos);
    if (choice.isStopped()) {
      onEnd(dev.pith.ragcache.generate.FinishReason.STOP_TEXT, "");
    } else {
      pass(choice.take());
    }
  }

  /** The generation has ended. */
  void onEnd(dev.pith.ragcache.generate.FinishReason reason, String tail) {
    choice.onEnd(reason, tail);
    finish =
        switch (reason) {
          case END, STOP_TEXT ->
              choice.calls() > 0 ? FinishReason.TOOL_EXECUTION : FinishReason.STOP;
          case MAX_TOKENS, CONTEXT_FULL -> FinishReason.LENGTH;
        };
    pass(choice.take());
  }

  /** Tells whether nothing more comes. */
  boolean isComplete() {
    return finish != null;
  }

  /** Returns the response, once the answer is complete. */
  ChatResponse response() {
    return ChatResponse.builder()
        .aiMessage(
            AiMessage.builder()
                .thinking(thinking.isEmpty() ? null : thinking.toString())
                .text(text.isEmpty() ? null : text.toString())
                .toolExecutionRequests(calls)
                .build())
        .metadata(
            EngineChatResponseMetadata.builder()
                .id(UUID.randomUUID().toString())
                .modelName(model.name())
                .tokenUsage(
                    new EngineTokenUsage(
                        chat.prompt().tokens().length,
                        choice.tokens(),
                        choice.cachedTokens(),
                        choice.reasoningTokens()))
                .finishReason(finish)
                .seed(chat.seed())
                .timings(
                    new EngineTimings(
                        Duration.ofNanos(choice.promptNanos()),
                        Duration.ofNanos(choice.generatingNanos())))
                .logProbs(logProbs)
                .build())
        .build();
  }

  private void pass(Delta delta) {
    delta.tokens().forEach(token -> logProbs.add(logProb(token)));
    if (!delta.reasoning().isEmpty()) {
      followsThinking = true;
      thinking.append(delta.reasoning());
      reader.onThinking(delta.reasoning());
    }
    boolean atBegin = followsThinking && text.isEmpty();
    String piece = atBegin ? delta.content().stripLeading() : delta.content();
    if (!piece.isEmpty()) {
      text.append(piece);
      reader.onText(piece);
    }
    for (ToolCall call : delta.calls()) {
      ToolExecutionRequest request =
          ToolExecutionRequest.builder()
              .id(call.id())
              .name(call.name())
              .arguments(call.arguments())
              .build();
      calls.add(request);
      reader.onCall(call.index(), request);
    }
  }

  private EngineLogProb logProb(GeneratedToken token) {
    List<EngineLogProb> top =
        token.top().stream().map(each -> logProb(each.id(), each.logProb(), List.of())).toList();
    return logProb(token.id(), token.logProb(), top);
  }

  private EngineLogProb logProb(int token, double logProb, List<EngineLogProb> top) {
    Tokenizer tokenizer = model.tokenizer();
    String written = new String(tokenizer.bytes(token, true), StandardCharsets.UTF_8);
    return new EngineLogProb(token, written, logProb, top);
  }
}
