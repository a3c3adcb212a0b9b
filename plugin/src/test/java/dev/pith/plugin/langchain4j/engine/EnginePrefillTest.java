package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.local.ScriptedModels;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Going on from what the assistant has written: exactly from there. */
class EnginePrefillTest {

  private static final UserMessage QUESTION =
      UserMessage.from(
          "Facts: Bo has 13 pens. Kim leads Bo by 4 pens. How many pens does Kim have?");

  private static LocalModel small;
  private static EngineChatModel model;

  @BeforeAll
  static void open() throws IOException {
    small = LocalModel.open(ModelSettings.embedded());
    model =
        EngineChatModel.builder()
            .model(small)
            .defaultRequestParameters(
                EngineChatRequestParameters.builder().temperature(0.0).build())
            .build();
  }

  @AfterAll
  static void close() {
    model.close();
    small.close();
  }

  @Test
  void chat_completeThinking_goesOnWithTheSameAnswer() {
    AiMessage whole = chat(QUESTION).aiMessage();
    assertThat(whole.thinking()).isNotBlank();

    ChatResponse rest = chat(QUESTION, AiMessage.builder().thinking(whole.thinking()).build());

    assertThat(rest.aiMessage().text()).isEqualTo(whole.text());
    assertThat(rest.aiMessage().thinking()).isNull();
    EngineTokenUsage usage = (EngineTokenUsage) rest.tokenUsage();
    assertThat(usage.cachedInputTokenCount()).isGreaterThanOrEqualTo(usage.inputTokenCount() - 3);
  }

  @Test
  void chat_halfAnAnswer_goesOnFromThere() {
    AiMessage whole = chat(QUESTION).aiMessage();
    String text = whole.text();
    String begin = text.substring(0, text.indexOf(' '));
    assertThat(begin).isNotEmpty();

    ChatResponse rest =
        chat(QUESTION, AiMessage.builder().thinking(whole.thinking()).text(begin).build());

    assertThat(begin + rest.aiMessage().text()).isEqualTo(text);
  }

  @Test
  void chat_thinkingThatIsCutShort_isClosedAndAnswered() {
    String thinking = Objects.requireNonNull(chat(QUESTION).aiMessage().thinking());
    String cut = thinking.substring(0, thinking.indexOf('\n', thinking.length() / 2));

    ChatResponse rest = chat(QUESTION, AiMessage.builder().thinking(cut).build());

    assertThat(rest.aiMessage().text()).isNotBlank();
    assertThat(((EngineTokenUsage) rest.tokenUsage()).reasoningTokenCount()).isZero();
  }

  @Test
  void chat_emptyLastMessage_beginsANewTurn() {
    ChatResponse fresh = chat(QUESTION);

    ChatResponse rest = chat(QUESTION, AiMessage.from(""));

    assertThat(rest.aiMessage()).isEqualTo(fresh.aiMessage());
  }

  @Test
  void chat_lastMessageThatAsksForTools_isInvalid() {
    AiMessage asks = AiMessage.from(ToolExecutionRequest.builder().name("add").build());

    assertThatThrownBy(() -> chat(QUESTION, asks))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("tools");
  }

  @Test
  void chat_thinkingOffAndThinkingGiven_isInvalid() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(QUESTION, AiMessage.builder().thinking("So it is 7.").build())
            .parameters(EngineChatRequestParameters.builder().enableThinking(false).build())
            .build();

    assertThatThrownBy(() -> model.chat(request))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("enableThinking");
  }

  @Test
  void chat_thinkingSwitchedOff_doesNotThink() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(QUESTION)
            .parameters(EngineChatRequestParameters.builder().enableThinking(false).build())
            .build();

    ChatResponse response = model.chat(request);

    assertThat(response.aiMessage().thinking()).isNull();
    assertThat(response.aiMessage().text()).isNotBlank();
  }

  @Test
  void chat_thinkingTagInTheText_goesOnWithTheThinking() {
    try (LocalModel scripted =
            ScriptedModels.of((before, written) -> "<think>\nSo it is 7.</think>\n\nSeven.");
        EngineChatModel other = EngineChatModel.builder().model(scripted).build()) {
      ChatResponse rest = other.chat(QUESTION, AiMessage.from("<think>\nSo it"));

      assertThat(rest.aiMessage().thinking()).isEqualTo(" is 7.");
      assertThat(rest.aiMessage().text()).isEqualTo("Seven.");
    }
  }

  @ParameterizedTest(name = "{0} | {1} | {2}")
  @CsvSource(
      value = {
        "Hm.    | ''     | false | <think>\\nHm.\\n</think>\\n\\n",
        "\\nHm.\\n | ''  | false | <think>\\nHm.\\n</think>\\n\\n",
        "Hm.    | 7      | false | <think>\\nHm.\\n</think>\\n\\n7",
        "Hm.    | '\\n7' | false | <think>\\nHm.\\n</think>\\n7",
        "''     | 7      | false | 7",
        "''     | 7      | true  | <think>\\n\\n</think>\\n\\n7",
        "''     | <think>Hm | true | <think>Hm",
      },
      delimiter = '|')
  void written_isAsTheModelWouldHaveWrittenIt(
      String thinking, String text, boolean open, String expected) {
    assertThat(new Prefill(unescaped(thinking), unescaped(text)).written(open))
        .isEqualTo(unescaped(expected));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }

  private static ChatResponse chat(ChatMessage... messages) {
    return model.chat(messages);
  }
}
