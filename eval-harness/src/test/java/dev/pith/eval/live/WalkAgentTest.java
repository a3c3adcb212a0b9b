package dev.pith.eval.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.eval.live.WalkAgent.Outcome;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Walk;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WalkAgentTest {

  private final Walk walk = Walk.draw(Split.TEST, 10, new SplittableRandom(3));

  @Test
  void go_modelThatIsRight_reachesTheGoal() {
    Outcome outcome = new WalkAgent(model(""), LiveSampling.defaults()).go(walk, 1);

    assertThat(outcome).isEqualTo(new Outcome(walk.goal(), 10, 70, 0));
  }

  @Test
  void go_answerInASentence_isRead() {
    Outcome outcome = new WalkAgent(model("The answer is "), LiveSampling.defaults()).go(walk, 1);

    assertThat(outcome.reached()).isEqualTo(walk.goal());
  }

  @Test
  void go_modelThatNamesNobody_isLost() {
    ChatModel lost = answering(request -> "Nobody Atall");

    Outcome outcome = new WalkAgent(lost, LiveSampling.defaults()).go(walk, 1);

    assertThat(outcome).isEqualTo(new Outcome("Nobody Atall", 1, 7, 0));
  }

  @Test
  void go_noAnswer_isLost() {
    ChatModel silent = answering(request -> null);

    Outcome outcome = new WalkAgent(silent, LiveSampling.defaults()).go(walk, 1);

    assertThat(outcome).isEqualTo(new Outcome("", 1, 7, 0));
  }

  /** Knows all right answers. */
  private ChatModel model(String words) {
    Map<String, String> answers = new HashMap<>();
    String at = walk.start();
    for (int turn = 0; turn < walk.turns(); turn++) {
      Problem problem = walk.search(turn, at).orElseThrow();
      answers.put(problem.question(), problem.answer());
      at = problem.answer();
    }
    return answering(
        request -> {
          int last = request.messages().size() - 1;
          return words + answers.get(((UserMessage) request.messages().get(last)).singleText());
        });
  }

  private interface Answers {
    String to(ChatRequest request);
  }

  private static ChatModel answering(Answers answers) {
    return new ChatModel() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder()
            .aiMessage(AiMessage.builder().text(answers.to(request)).build())
            .tokenUsage(new TokenUsage(100, 7))
            .build();
      }
    };
  }
}
