package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import dev.pith.plugin.session.TrimSession;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * What one chat is trimmed with.
 *
 * @param request what the user asks, with all parameters that hold
 * @param options what is done with it
 * @param way how its model can be made to go on
 */
record TrimmedChat(Trimming trimming, ChatRequest request, PithOptions options, KnownWay way) {

  /** Tells whether its thinking may be cut. */
  boolean mayCut() {
    return options.mode() == Mode.AUTO && objection().isEmpty();
  }

  /** Returns why its thinking must not be cut; empty when it may. */
  Optional<String> objection() {
    List<ChatMessage> messages = request.messages();
    if (request.toolChoice() == ToolChoice.REQUIRED) {
      return Optional.of("forced-tool-choice");
    }
    if (messages.get(messages.size() - 1) instanceof AiMessage) {
      return Optional.of("prefilled-answer");
    }
    return way.objection();
  }

  /** Returns the first proven way to go on; empty when there is none. */
  Optional<ContinuationMethod> firstWay() {
    return ways().stream().findFirst();
  }

  /** Returns the next proven way; empty when there is none. */
  Optional<ContinuationMethod> wayAfter(ContinuationMethod failed) {
    return ways().stream().filter(method -> method.compareTo(failed) > 0).findFirst();
  }

  /** Begins the reading of an answer. */
  TraceReading newReading() {
    return new TraceReading(trimming.startsInside(), this::newSession);
  }

  /** An answer whose form is forced cannot begin with thinking of ours. */
  private List<ContinuationMethod> ways() {
    boolean structured =
        request.responseFormat() != null
            && request.responseFormat().type() == ResponseFormatType.JSON;
    return way.proven().stream().filter(method -> !(structured && method.isPrefill())).toList();
  }

  private TrimSession newSession(Executor lateVerdicts) {
    Integer limit = request.maxOutputTokens();
    return new TrimSession(
        options.trim(),
        question(),
        limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
        trimming.verifier(),
        lateVerdicts,
        trimming.meter()::ownFailure);
  }

  private String question() {
    return UserMessage.findLast(request.messages()).map(UserMessage::contents).stream()
        .flatMap(List::stream)
        .filter(TextContent.class::isInstance)
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }
}
