package dev.pith.eval.live;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Walk;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent that goes a {@link Walk}: it searches for what its last answer named, and asks the model
 * the next question over what it found.
 *
 * @param model the model that answers
 * @param sampling how it draws
 */
record WalkAgent(ChatModel model, LiveSampling sampling) {

  /**
   * How a walk went.
   *
   * @param reached the last name that the model gave
   * @param turns questions that were asked
   * @param outputTokens tokens that the user got, thinking included
   * @param cuts answers whose thinking was cut
   */
  record Outcome(String reached, int turns, long outputTokens, int cuts) {}

  /**
   * Goes a walk.
   *
   * @param seed of the first turn; the next one has the next
   */
  Outcome go(Walk walk, long seed) {
    String at = walk.start();
    long tokens = 0;
    int cuts = 0;
    int turn = 0;
    while (turn < walk.turns()) {
      Optional<Problem> found = walk.search(turn, at);
      if (found.isEmpty()) {
        break; // there is no such name: it is lost
      }
      ChatResponse response = model.chat(request(found.get(), seed + turn));
      at = nameIn(response.aiMessage().text());
      tokens += response.tokenUsage().outputTokenCount();
      cuts += TrimReport.of(response).isPresent() ? 1 : 0;
      turn++;
    }
    return new Outcome(at, turn, tokens, cuts);
  }

  private ChatRequest request(Problem problem, long seed) {
    List<ChatMessage> messages =
        ChatFormat.messages(problem).stream()
            .map(
                message ->
                    message.role().equals("system")
                        ? (ChatMessage) SystemMessage.from(message.content())
                        : UserMessage.from(message.content()))
            .toList();
    return ChatRequest.builder()
        .messages(messages)
        .parameters(
            EngineChatRequestParameters.builder()
                .temperature(sampling.temperature())
                .minP(sampling.minP())
                .seed(seed)
                .build())
        .build();
  }

  /**
   * Answers are a name, perhaps with a full stop or the words around it that end a thinking. A
   * model whose context is full has none.
   */
  private static String nameIn(@Nullable String answer) {
    return answer == null
        ? ""
        : answer.strip().replaceFirst("(?s)^.*\\bis\\s+", "").replaceFirst("\\.$", "").strip();
  }
}
