package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.Overthinking.ANSWER;
import static dev.pith.plugin.langchain4j.Overthinking.DROPPED;
import static dev.pith.plugin.langchain4j.Overthinking.KEPT;
import static dev.pith.plugin.langchain4j.Overthinking.ask;
import static dev.pith.plugin.langchain4j.Overthinking.goesOn;
import static dev.pith.plugin.langchain4j.Overthinking.model;
import static dev.pith.plugin.langchain4j.Overthinking.pieces;
import static dev.pith.plugin.langchain4j.Overthinking.question;
import static dev.pith.plugin.langchain4j.Overthinking.trimming;
import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrimmingStreamingChatModelTest {

  @Test
  void chat_longThinking_goesOnFromTheCut() {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    ChatResponse response = user.await();
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(user.thinking()).startsWith(KEPT).contains("enough time").doesNotContain("391");
    assertThat(response.aiMessage().text()).isEqualTo(ANSWER);
    assertThat(response.aiMessage().thinking()).isEqualTo(user.thinking());
    assertThat(delegate.requests()).hasSize(2);
    assertThat(delegate.cancelled()).isEqualTo(1);
    assertThat(model.savings().cut()).containsExactly(Map.entry("budget", 1L));
  }

  @Test
  void chat_longThinking_continuationIsTheConversationAndTheClosedThinking() {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();
    ChatRequest request = ask().toBuilder().temperature(0.25).maxOutputTokens(500).build();

    model.chat(request, user);
    user.await();

    ChatRequest second = delegate.requests().get(1);
    assertThat(second.messages()).hasSize(2).startsWith(request.messages().get(0));
    assertThat(((AiMessage) second.messages().get(1)).text())
        .isEqualTo("<think>\n" + user.thinking().stripTrailing() + "\n</think>\n\n");
    assertThat(second.temperature()).isEqualTo(0.25);
    assertThat(second.maxOutputTokens()).isBetween(470, 490);
  }

  @Test
  void chat_thinkingInTags_closesThemInTheText() {
    FakeStreamingChatModel delegate =
        model(reply().text(pieces("<think>\n" + KEPT + DROPPED, 5)).untilCancelled(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    ChatResponse response = user.await();
    assertThat(user.text())
        .startsWith("<think>\n" + KEPT.substring(0, 50))
        .endsWith("\n</think>\n\n" + ANSWER)
        .doesNotContain("more");
    assertThat(response.aiMessage().text()).isEqualTo(user.text());
    assertThat(response.aiMessage().thinking()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 60, 1000})
  void chat_piecesOfAnySize_sameAnswer(int size) {
    FakeStreamingChatModel delegate =
        model(
            reply().thinking(pieces(KEPT + DROPPED, size)).untilCancelled(),
            reply().text(pieces("\n\n" + ANSWER, size)).usage(60, 8));
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    user.await();
    assertThat(user.text()).isEqualTo(ANSWER);
  }

  @Test
  void chat_cut_usageHasThePromptAndWhatTheUserGot() {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    ChatResponse response = user.await();
    TrimReport report = TrimReport.of(response).orElseThrow();
    long kept = report.kept().tokens();
    assertThat(report.kept().source()).isEqualTo(CountSource.CHUNKS);
    assertThat(kept).isEqualTo(pieces(KEPT, 4).size());
    assertThat(report.atChars()).isEqualTo(KEPT.length());
    assertThat(report.continuationPromptTokens()).hasValue(60);
    assertThat(report.verifierTokens()).hasValue(0);
    TokenUsage usage = response.tokenUsage();
    assertThat(usage.outputTokenCount()).isEqualTo((int) kept + 8);
    assertThat(usage.inputTokenCount()).isBetween(1, 60 - (int) kept);
    assertThat(usage.totalTokenCount())
        .isEqualTo(usage.inputTokenCount() + usage.outputTokenCount());
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFILL_TAGS", "PREFILL_THINKING", "REASK"})
  void chat_anyMethod_continuationHoldsTheThinking(ContinuationMethod method) {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, method).chat(ask(), user);

    assertThat(user.await().aiMessage().text()).isEqualTo(ANSWER);
    List<ChatMessage> messages = delegate.requests().get(1).messages();
    AiMessage notes = (AiMessage) messages.get(1);
    String holder = method == ContinuationMethod.PREFILL_THINKING ? notes.thinking() : notes.text();
    assertThat(holder).contains(KEPT);
    assertThat(messages).hasSize(method == ContinuationMethod.REASK ? 3 : 2);
  }

  @Test
  void chat_toolCallAfterTheCut_reachesTheUser() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("1").name("multiply").arguments("{}").build();
    FakeStreamingChatModel delegate = model(question(), reply().toolCall(call));
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    ChatResponse response = user.await();
    assertThat(response.aiMessage().toolExecutionRequests()).containsExactly(call);
    assertThat(response.aiMessage().text()).isNull();
    assertThat(response.aiMessage().thinking()).startsWith(KEPT);
  }

  @Test
  void chat_delegateThatStreamsAtOnce_isCutToo() {
    AtomicInteger asked = new AtomicInteger();
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> asked.getAndIncrement() == 0 ? question() : goesOn(),
            Runnable::run,
            ModelProvider.OTHER,
            List.of());
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    assertThat(user.await().aiMessage().text()).isEqualTo(ANSWER);
    assertThat(user.callbacks()).filteredOn(line -> line.startsWith("complete")).hasSize(1);
  }
}
