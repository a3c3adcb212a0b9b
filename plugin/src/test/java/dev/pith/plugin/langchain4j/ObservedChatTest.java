package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.Overthinking.ANSWER;
import static dev.pith.plugin.langchain4j.Overthinking.BUDGET;
import static dev.pith.plugin.langchain4j.Overthinking.DROPPED;
import static dev.pith.plugin.langchain4j.Overthinking.KEPT;
import static dev.pith.plugin.langchain4j.Overthinking.ask;
import static dev.pith.plugin.langchain4j.Overthinking.goesOn;
import static dev.pith.plugin.langchain4j.Overthinking.model;
import static dev.pith.plugin.langchain4j.Overthinking.questionThatEnds;
import static dev.pith.plugin.langchain4j.Overthinking.trimming;
import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not cut, and what is counted then. */
class ObservedChatTest {

  @Test
  void chat_toolCallInTheFirstCall_isNotCut() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("1").name("multiply").arguments("{}").build();
    FakeStreamingChatModel delegate =
        model(reply().thinking("Let me multiply.").toolCall(call), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    assertThat(user.await().aiMessage().toolExecutionRequests()).containsExactly(call);
    assertThat(model.savings().observed()).containsOnlyKeys("tool-call");
  }

  @Test
  void chat_noHandle_isObservedOnly() {
    FakeStreamingChatModel delegate = model(questionThatEnds().withoutHandle(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    user.await();
    assertThat(user.thinking()).isEqualTo(KEPT + DROPPED);
    assertThat(model.savings().observed()).containsOnlyKeys("cannot-cancel");
    assertThat(delegate.requests()).hasSize(1);
  }

  @Test
  void chat_shadow_recordsTheCutAndMakesNone() {
    FakeStreamingChatModel delegate = model(questionThatEnds(), goesOn());
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate)
            .options(BUDGET.withMode(Mode.SHADOW))
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    user.await();
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(model.savings().wouldCut()).containsOnlyKeys("budget");
  }

  @Test
  void chat_optionsOfTheChat_goBeforeThoseOfTheModel() {
    FakeStreamingChatModel delegate = model(questionThatEnds(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();
    ChatRequestOptions off =
        ChatRequestOptions.builder()
            .addListenerAttribute(PithOptions.class, BUDGET.withMode(Mode.OFF))
            .build();

    model.chat(ask(), off, user);

    user.await();
    assertThat(delegate.requests()).hasSize(1);
    assertThat(model.savings().passed()).containsOnlyKeys("off");
  }

  @Test
  void chat_forcedTool_isNotCut() {
    FakeStreamingChatModel delegate = model(questionThatEnds(), goesOn());
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask().toBuilder().toolChoice(ToolChoice.REQUIRED).build(), user);

    user.await();
    assertThat(model.savings().observed()).containsOnlyKeys("forced-tool-choice");
  }

  @Test
  void chat_providerThatGuardsThinking_isObservedOnly() {
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> questionThatEnds(),
            FakeThreads.EACH_ITS_OWN,
            ModelProvider.ANTHROPIC,
            List.of());
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate).options(BUDGET).build();
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    user.await();
    assertThat(delegate.requests()).hasSize(1);
    assertThat(model.savings().observed()).containsOnlyKeys("provider-rules");
  }
}
