package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.dialect.ContinuationShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Writes the requests that lead a model from a cut to its answer; nothing else of a request changes
 * than its last messages and the tokens that are left.
 *
 * @param shape how the model's template writes thinking
 * @param lowEffort what a question that is asked again changes in the parameters
 */
record ContinuationRequests(
    ContinuationShape shape, UnaryOperator<ChatRequestParameters> lowEffort) {

  /** Ends a conversation in which the model has already thought. */
  private static final String ANSWER_NOW =
      "The notes above are your own. Use them, think no further, and give the final answer to my"
          + " question now.";

  /**
   * Returns the request that goes on from a thinking.
   *
   * @param thinking all that is kept of it, followed by the sentence that leads to the answer
   * @param tokensLeft what the user's limit leaves for the answer; empty without a limit
   */
  ChatRequest after(
      ChatRequest request, ContinuationMethod method, String thinking, OptionalLong tokensLeft) {
    List<ChatMessage> messages = new ArrayList<>(request.messages());
    switch (method) {
      case PREFILL_TAGS -> messages.add(AiMessage.from(shape.wrap(thinking)));
      case PREFILL_THINKING ->
          messages.add(AiMessage.builder().text("").thinking(thinking).build());
      case REASK -> {
        messages.add(AiMessage.from(thinking));
        messages.add(UserMessage.from(ANSWER_NOW));
      }
      case AUTO, NONE -> throw new IllegalArgumentException("no way to go on: " + method);
    }
    ChatRequest.Builder next = request.toBuilder().messages(messages);
    if (method == ContinuationMethod.REASK) {
      next.parameters(lowEffort.apply(request.parameters()));
    }
    tokensLeft.ifPresent(left -> next.maxOutputTokens(Math.toIntExact(left)));
    return next.build();
  }
}
