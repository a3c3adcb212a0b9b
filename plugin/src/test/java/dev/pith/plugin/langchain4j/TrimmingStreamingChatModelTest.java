package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrimmingStreamingChatModelTest {

  private static final String KEPT =
      "Seventeen times twenty is 340. And seventeen times three is 51. ";
  private static final String DROPPED = "So it is 391. Wait, let me check that once more.";
  private static final String ANSWER = "The product is **391**.";

  /** The thinking is cut behind {@link #KEPT}. */
  private static final PithOptions BUDGET =
      PithOptions.builder().set("trim-thinking-budget-tokens", 20).build();

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
  void chat_continuationThinksAnew_firstCallGoesOnAsIfNothingHadBeen() {
    CountDownLatch heldBack = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        model(
            reply()
                .thinking(pieces(KEPT, 4))
                .thinking(DROPPED)
                .waitFor(heldBack::await)
                .thinking(" Yes.")
                .text(ANSWER),
            reply().thinking("Hmm, again.").text("never"));
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user =
        new RecordingHandler(
            seen -> {
              if (seen.thinking().endsWith(DROPPED)) {
                heldBack.countDown();
              }
            });

    model.chat(ask(), user);

    ChatResponse response = user.await();
    assertThat(user.thinking()).isEqualTo(KEPT + DROPPED + " Yes.");
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(TrimReport.of(response)).isEmpty();
    assertThat(model.savings().failedContinuations()).isEqualTo(1);
    assertThat(model.savings().observed()).containsOnlyKeys("thought-anew");
  }

  @Test
  void chat_firstCallAnswersBeforeTheContinuation_isNotCut() {
    CountDownLatch never = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        model(
            reply().thinking(pieces(KEPT, 4)).thinking(DROPPED).text(ANSWER).usage(10, 60),
            reply().waitFor(never::await).text("late"));
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    assertThat(user.await().tokenUsage()).isEqualTo(new TokenUsage(10, 60));
    assertThat(user.thinking()).isEqualTo(KEPT + DROPPED);
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(model.savings().observed()).containsOnlyKeys("ended-before-the-cut");
  }

  @Test
  void chat_firstCallEndsInItsThinking_continuationIsTheAnswer() {
    CountDownLatch firstEnded = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        model(
            reply().thinking(pieces(KEPT + DROPPED, 4)).usage(10, 60),
            reply().waitFor(firstEnded::await).text(ANSWER));
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);
    Awaitility.await().until(() -> delegate.ended() == 1);
    firstEnded.countDown();

    assertThat(user.await().aiMessage().text()).isEqualTo(ANSWER);
    assertThat(user.callbacks()).filteredOn(line -> line.startsWith("complete")).hasSize(1);
  }

  @Test
  void chat_firstCallEndsInItsThinkingAndNoneGoesOn_firstCallIsTheAnswer() {
    FakeStreamingChatModel delegate =
        model(
            reply().thinking(pieces(KEPT + DROPPED, 4)).usage(10, 60),
            reply().failure(new IllegalStateException("down")));
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    assertThat(user.await().tokenUsage()).isEqualTo(new TokenUsage(10, 60));
    assertThat(user.thinking()).isEqualTo(KEPT + DROPPED);
  }

  @Test
  void chat_continuationTooLate_firstCallGoesOn() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch delivered = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        model(
            reply()
                .thinking(pieces(KEPT, 4))
                .thinking(DROPPED)
                .waitFor(delivered::await)
                .text(ANSWER),
            reply().waitFor(never::await).text("late"));
    PithOptions impatient =
        PithOptions.builder()
            .set("trim-thinking-budget-tokens", 20)
            .set("continuation-deadline-ms", 50)
            .build();
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate)
            .options(impatient)
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();
    RecordingHandler user =
        new RecordingHandler(
            seen -> {
              if (seen.thinking().endsWith(DROPPED)) {
                delivered.countDown();
              }
            });

    model.chat(ask(), user);

    user.await();
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(model.savings().observed()).containsOnlyKeys("continuation-timeout");
  }

  @Test
  void chat_oneCallAtATime_firstIsCancelledBeforeTheContinuation() {
    List<Integer> cancelledBefore = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    FakeStreamingChatModel[] holder = new FakeStreamingChatModel[1];
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> {
              if (asked.getAndIncrement() == 0) {
                return question();
              }
              cancelledBefore.add(holder[0].cancelled());
              return goesOn();
            },
            FakeThreads.EACH_ITS_OWN,
            ModelProvider.OLLAMA,
            List.of());
    holder[0] = delegate;
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_THINKING).chat(ask(), user);

    assertThat(user.await().aiMessage().text()).isEqualTo(ANSWER);
    assertThat(cancelledBefore).containsExactly(1);
  }

  @Test
  void chat_oneCallAtATimeAndNoneGoesOn_questionIsAskedOnceMore() {
    AtomicInteger asked = new AtomicInteger();
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request ->
                switch (asked.getAndIncrement()) {
                  case 0 -> question();
                  case 1 -> reply().failure(new IllegalStateException("down"));
                  default -> reply().thinking("Short.").text(ANSWER).usage(10, 5);
                });
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate)
            .options(BUDGET)
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .overlaps(false)
            .build();
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);

    assertThat(user.await().tokenUsage()).isEqualTo(new TokenUsage(10, 5));
    assertThat(user.text()).isEqualTo(ANSWER);
    assertThat(delegate.requests().get(2)).isEqualTo(delegate.requests().get(0));
    assertThat(model.savings().observed()).containsOnlyKeys("reasked");
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

  @Test
  void cancel_byTheUserWhileHeld_endsBothCallsWithoutAWord() throws Exception {
    CountDownLatch continuationAsked = new CountDownLatch(1);
    CountDownLatch userCancelled = new CountDownLatch(1);
    CountDownLatch streamsDone = new CountDownLatch(2);
    FakeStreamingChatModel delegate =
        model(
            reply()
                .thinking(pieces(KEPT, 4))
                .waitFor(userCancelled::await)
                .thinking(DROPPED)
                .waitFor(streamsDone::countDown)
                .text(ANSWER),
            reply()
                .waitFor(continuationAsked::countDown)
                .waitFor(userCancelled::await)
                .text(ANSWER)
                .waitFor(streamsDone::countDown)
                .text("more"));
    TrimmingStreamingChatModel model = trimming(delegate, ContinuationMethod.PREFILL_TAGS);
    RecordingHandler user = new RecordingHandler();

    model.chat(ask(), user);
    continuationAsked.await();
    user.handle().cancel();
    List<String> before = List.copyOf(user.callbacks());
    userCancelled.countDown();

    assertThat(user.handle().isCancelled()).isTrue();
    Awaitility.await().until(() -> delegate.cancelled() == 2);
    assertThat(user.callbacks()).isEqualTo(before);
  }

  @Test
  void chat_callbackThrows_goesToOnErrorAndTheStreamGoesOn() throws ExecutionException {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    RecordingHandler user =
        new RecordingHandler(
            seen -> {
              if (seen.callbacks().size() == 2) {
                throw new IllegalStateException("mine");
              }
            });

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    Awaitility.await()
        .until(() -> user.callbacks().stream().anyMatch(line -> line.startsWith("complete")));
    assertThat(user.callbacks()).filteredOn(line -> line.equals("error: mine")).hasSize(1);
    assertThat(user.text()).isEqualTo(ANSWER);
  }

  @Test
  void chat_lastCallbackOfACutThrows_goesToOnError() {
    FakeStreamingChatModel delegate = model(question(), goesOn());
    RecordingHandler user =
        new RecordingHandler(
            seen -> {
              if (seen.callbacks().get(seen.callbacks().size() - 1).startsWith("complete")) {
                throw new IllegalStateException("mine");
              }
            });

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);

    Awaitility.await().until(() -> user.callbacks().contains("error: mine"));
    assertThat(user.callbacks()).filteredOn(line -> line.startsWith("complete")).hasSize(1);
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

  private static TrimmingStreamingChatModel trimming(
      FakeStreamingChatModel delegate, ContinuationMethod method) {
    return TrimmingStreamingChatModel.builder(delegate)
        .options(BUDGET)
        .continuation(method)
        .build();
  }

  private static FakeStreamingChatModel model(FakeReply first, FakeReply second) {
    Function<ChatRequest, FakeReply> replies =
        request -> request.messages().size() == 1 ? first : second;
    return new FakeStreamingChatModel(replies);
  }

  private static ChatRequest ask() {
    return ChatRequest.builder().messages(UserMessage.from("17*23?")).build();
  }

  /** Thinks longer than it should, and then waits, as a slow model does. */
  private static FakeReply question() {
    return reply().thinking(pieces(KEPT + DROPPED, 4)).untilCancelled();
  }

  private static FakeReply questionThatEnds() {
    return reply().thinking(pieces(KEPT + DROPPED, 4)).text(ANSWER).usage(10, 90);
  }

  private static FakeReply goesOn() {
    return reply().text(pieces(ANSWER, 4)).usage(60, 8);
  }

  private static List<String> pieces(String text, int size) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += size) {
      pieces.add(text.substring(i, Math.min(text.length(), i + size)));
    }
    return pieces;
  }
}
