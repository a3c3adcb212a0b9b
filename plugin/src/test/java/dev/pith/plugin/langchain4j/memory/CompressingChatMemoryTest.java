package dev.pith.plugin.langchain4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompressingChatMemoryTest {

  private static final String LONG =
      "Let me see. Seventeen times twenty is 340. Three more are 51. So it is 391. I am sure.";

  private final CompressingChatMemory memory =
      CompressingChatMemory.of(
          MessageWindowChatMemory.withMaxMessages(20), ThinkingPruner.lastSentences(2));

  @Test
  void messages_earlierTurn_keepsTheEndOfItsThinking() {
    memory.add(UserMessage.from("17*23?"), thinking(LONG, "391"), UserMessage.from("And 18*23?"));

    AiMessage carried = (AiMessage) memory.messages().get(1);

    assertThat(carried.thinking()).isEqualTo("So it is 391. I am sure.");
    assertThat(carried.text()).isEqualTo("391");
  }

  @Test
  void messages_earlierTurnWithTags_keepsTheEndOfItsThinking() {
    memory.add(
        UserMessage.from("17*23?"),
        AiMessage.from("<think>\n" + LONG + "\n</think>\n\nIt is <b>391</b>."),
        UserMessage.from("And 18*23?"));

    assertThat(((AiMessage) memory.messages().get(1)).text())
        .isEqualTo("<think>\nSo it is 391. I am sure.\n</think>\n\nIt is <b>391</b>.");
  }

  @Test
  void messages_stepsPruner_carriesWholeStepsAndTheEnds() {
    String thinking =
        "I multiply.\n\n" + "So I go on and on with words.\n\n".repeat(20) + "So it is 391.";
    CompressingChatMemory pruned =
        CompressingChatMemory.of(
            MessageWindowChatMemory.withMaxMessages(10), ThinkingPruner.steps(0.3));
    pruned.add(UserMessage.from("17*23?"), thinking(thinking, "391"), UserMessage.from("And?"));

    String carried = ((AiMessage) pruned.messages().get(1)).thinking();

    assertThat(carried).startsWith("I multiply.\n\n").endsWith("\n\nSo it is 391.");
    assertThat(carried.length()).isLessThan(thinking.length() / 2);
    assertThat(((AiMessage) pruned.messages().get(1)).thinking()).isEqualTo(carried);
  }

  @Test
  void messages_turnThatRuns_staysWhole() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("1").name("times").arguments("{}").build();
    AiMessage calling =
        AiMessage.builder().thinking(LONG).toolExecutionRequests(List.of(call)).build();
    List<ChatMessage> turn =
        List.of(
            SystemMessage.from("Be brief."),
            UserMessage.from("17*23?"),
            calling,
            ToolExecutionResultMessage.from(call, LONG));

    memory.add(turn);

    assertThat(memory.messages()).isEqualTo(turn);
  }

  @Test
  void messages_answeredTurn_isOver() {
    memory.add(UserMessage.from("17*23?"), thinking(LONG, "391"));

    AiMessage carried = (AiMessage) memory.messages().get(1);

    assertThat(carried.thinking()).isEqualTo("So it is 391. I am sure.");
  }

  @Test
  void messages_toolCallsAndResultsOfEarlierTurns_stay() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("1").name("times").arguments("{\"a\": 17}").build();
    AiMessage calling =
        AiMessage.builder().thinking(LONG).toolExecutionRequests(List.of(call)).build();
    ToolExecutionResultMessage result = ToolExecutionResultMessage.from(call, LONG);

    memory.add(UserMessage.from("17*23?"), calling, result, UserMessage.from("And then?"));

    AiMessage carried = (AiMessage) memory.messages().get(1);
    assertThat(carried.toolExecutionRequests()).containsExactly(call);
    assertThat(carried.thinking()).isEqualTo("So it is 391. I am sure.");
    assertThat(memory.messages().get(2)).isEqualTo(result);
  }

  @Test
  void messages_signedThinking_staysWhole() {
    AiMessage signed =
        AiMessage.builder()
            .thinking(LONG)
            .text("391")
            .attributes(Map.of("thinking_signature", "EqQB"))
            .build();

    memory.add(UserMessage.from("17*23?"), signed, UserMessage.from("And then?"));

    assertThat(memory.messages().get(1)).isEqualTo(signed);
  }

  @Test
  void messages_laterTurns_sameTextAgain() {
    memory.add(UserMessage.from("17*23?"), thinking(LONG, "391"), UserMessage.from("And 18*23?"));
    List<ChatMessage> before = memory.messages();

    memory.add(thinking("Again. " + LONG, "414"), UserMessage.from("And 19*23?"));

    assertThat(memory.messages()).startsWith(before.toArray(ChatMessage[]::new));
  }

  @Test
  void originals_keepEverything() {
    memory.add(UserMessage.from("17*23?"), thinking(LONG, "391"), UserMessage.from("And 18*23?"));

    assertThat(((AiMessage) memory.originals().get(1)).thinking()).isEqualTo(LONG);
  }

  @Test
  void messages_prunedToNothing_haveNoThinking() {
    CompressingChatMemory empty =
        CompressingChatMemory.of(
            MessageWindowChatMemory.withMaxMessages(20), ThinkingPruner.nothing());
    empty.add(
        UserMessage.from("17*23?"),
        thinking(LONG, "391"),
        AiMessage.from("<think>Hm.</think>\n391"),
        UserMessage.from("And then?"));

    assertThat(((AiMessage) empty.messages().get(1)).thinking()).isNull();
    assertThat(((AiMessage) empty.messages().get(2)).text()).isEqualTo("391");
  }

  @Test
  void lastSentences_none_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThinkingPruner.lastSentences(0))
        .withMessageContaining("at least 1: 0");
  }

  private static AiMessage thinking(String thinking, String text) {
    return AiMessage.builder().thinking(thinking).text(text).build();
  }
}
