package dev.pith.plugin.langchain4j.vote;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage.InputTokensDetails;
import dev.langchain4j.model.openai.OpenAiTokenUsage.OutputTokensDetails;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.session.PithOptions;
import dev.pith.plugin.vote.VoteMeter.Count;
import dev.pith.plugin.vote.VoteOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SelfConsistentChatModelTest {

  private static final ChatRequest ASK =
      ChatRequest.builder().messages(UserMessage.from("What is 17 times 23?")).build();

  private static final VoteOptions THREE =
      VoteOptions.builder()
          .set("most", 3)
          .set("first", 3)
          .set("confidence", 0.8)
          .set("hold", 1)
          .set("stepTokens", 4)
          .build();

  @Test
  void chat_clearVote_cancelsWhatRunsAndGivesOneAnswer() {
    CountDownLatch others = new CountDownLatch(2);
    FakeStreamingChatModel delegate =
        branches(
            index ->
                index < 2
                    ? answer("391").waitFor(others::countDown)
                    : reply().waitFor(others::await).thinking(words(40)).untilCancelled());
    SelfConsistentChatModel model = voting(delegate);

    ChatResponse response = model.chat(ASK);

    VoteReport report = VoteReport.of(response).orElseThrow();
    assertThat(response.aiMessage().text()).isEqualTo("The answer is 391");
    assertThat(report.reason()).isEqualTo("settled");
    assertThat(report.answer()).contains("391");
    assertThat(report.cancelled()).isEqualTo(1);
    Awaitility.await().until(() -> delegate.cancelled() == 1);
    assertThat(response.tokenUsage().inputTokenCount()).as("of three prompts").isEqualTo(120);
    assertThat(response.tokenUsage().outputTokenCount())
        .as("the third by its pieces")
        .isEqualTo(10 + 10 + (int) report.lost().tokens());
    assertThat(model.votes().get(Count.BRANCHES_CANCELLED)).isEqualTo(1);
  }

  @Test
  void chat_majority_winsAndItsReportCanBeReadBack() {
    SelfConsistentChatModel model =
        voting(branches(index -> answer(index == 1 ? "390" : "391")), 1.0);

    VoteReport report = VoteReport.of(model.chat(ASK)).orElseThrow();

    assertThat(report.answer()).contains("391");
    assertThat(report.votes()).hasSize(2);
    assertThat(report.votes().get(0).branches()).isEqualTo(2);
    assertThat(report.finished()).isEqualTo(3);
    assertThat(report.kept().exact()).hasValue(30);
    assertThat(report.reason()).isEqualTo("all-ran");
  }

  @Test
  void chat_thinkingBetweenTags_isNoPartOfTheAnswer() {
    SelfConsistentChatModel model =
        voting(
            branches(
                index ->
                    reply().text("<think>Is it 1").text("9?</think>").text("The answer is 391.")));

    assertThat(VoteReport.of(model.chat(ASK)).orElseThrow().answer()).contains("391");
  }

  @Test
  void chat_branchesBreakAndSayNothing_areNoVotes() {
    SelfConsistentChatModel model =
        voting(
            branches(
                index ->
                    switch (index) {
                      case 0 -> reply().thinking("Hm. ").failure(new RateLimitException("slow"));
                      case 1 -> reply();
                      default -> answer("391");
                    }));

    VoteReport report = VoteReport.of(model.chat(ASK)).orElseThrow();

    assertThat(report.answer()).contains("391");
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.tooFew()).isTrue();
  }

  @Test
  void chat_everyBranchFails_theFirstFailureIsThrownAsItIs() {
    SelfConsistentChatModel model =
        voting(branches(index -> reply().failure(new RateLimitException("slow down"))));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> model.chat(ASK))
        .withMessage("slow down");
  }

  @Test
  void chat_delegateThrows_isThrownAsItIs() {
    StreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> {
              throw new IllegalStateException("closed");
            });

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> voting(delegate).chat(ASK))
        .withMessage("closed");
  }

  @Test
  void chat_delegateWithoutHandle_answersAsSoonAndDrainsTheRest() {
    CountDownLatch others = new CountDownLatch(2);
    CountDownLatch rest = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        branches(
            index ->
                index < 2
                    ? answer("391").withoutHandle().waitFor(others::countDown)
                    : reply()
                        .waitFor(others::await)
                        .thinking(words(8))
                        .waitFor(rest::await)
                        .thinking(words(5))
                        .withoutHandle());
    SelfConsistentChatModel model = voting(delegate);

    VoteReport report = VoteReport.of(model.chat(ASK)).orElseThrow();
    rest.countDown();

    assertThat(report.answer()).contains("391");
    assertThat(report.uncancelled()).isEqualTo(1);
    Awaitility.await().until(() -> delegate.ended() == 3);
    long told = report.lost().tokens() + model.votes().get(Count.LATE_TOKENS);
    assertThat(told).as("all of it is counted").isEqualTo(13);
  }

  @Test
  void chat_streamsBeforeChatReturns_isAnswered() {
    AtomicInteger index = new AtomicInteger();
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> answer(index.getAndIncrement() == 0 ? "7" : "391"),
            Runnable::run,
            ModelProvider.OTHER,
            List.of());

    assertThat(VoteReport.of(voting(delegate).chat(ASK)).orElseThrow().answer()).contains("391");
  }

  @Test
  void chat_toolsOrJsonOrTemperatureZero_isAskedOnceAndSaysWhy() {
    FakeStreamingChatModel delegate = branches(index -> answer("391"));
    SelfConsistentChatModel model = voting(delegate);

    ChatResponse tools =
        model.chat(
            ASK.toBuilder()
                .toolSpecifications(ToolSpecification.builder().name("multiply").build())
                .build());
    ChatResponse json = model.chat(ASK.toBuilder().responseFormat(ResponseFormat.JSON).build());
    ChatResponse cold = model.chat(ASK.toBuilder().temperature(0.0).build());

    assertThat(VoteReport.of(tools).orElseThrow().reason()).isEqualTo("tools");
    assertThat(VoteReport.of(json).orElseThrow().reason()).isEqualTo("structured-output");
    assertThat(VoteReport.of(cold).orElseThrow().reason()).isEqualTo("temperature-0");
    assertThat(delegate.requests()).hasSize(3);
    assertThat(cold.tokenUsage().outputTokenCount()).isEqualTo(10);
  }

  @Test
  void chat_ownOptions_comeBeforeTheModels() {
    FakeStreamingChatModel delegate = branches(index -> answer("391"));
    ChatRequestOptions one =
        ChatRequestOptions.builder()
            .addListenerAttribute(VoteOptions.class, VoteOptions.selfConsistency(5))
            .build();

    ChatResponse response = voting(delegate).chat(ASK, one);

    assertThat(VoteReport.of(response).orElseThrow().finished()).isEqualTo(5);
  }

  @Test
  void chat_branchParameters_makeBranchesDiffer() {
    FakeStreamingChatModel delegate = branches(index -> answer("391"));
    SelfConsistentChatModel model =
        SelfConsistentChatModel.builder(delegate)
            .options(VoteOptions.selfConsistency(3))
            .branchParameters(
                (branch, asked) ->
                    ChatRequest.builder()
                        .messages(ASK.messages())
                        .temperature(0.5 + branch)
                        .build()
                        .parameters())
            .build();

    model.chat(ASK);

    assertThat(delegate.requests())
        .extracting(ChatRequest::temperature)
        .containsExactlyInAnyOrder(0.5, 1.5, 2.5);
  }

  @Test
  void chat_listeners_hearOfItOnce() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    ChatModelListener listener =
        new ChatModelListener() {
          @Override
          public void onRequest(ChatModelRequestContext context) {
            asked.incrementAndGet();
          }

          @Override
          public void onResponse(ChatModelResponseContext context) {
            answered.incrementAndGet();
          }
        };
    SelfConsistentChatModel model =
        SelfConsistentChatModel.builder(branches(index -> answer("391")))
            .options(THREE)
            .listeners(List.of(listener))
            .build();

    model.chat("What is 17 times 23?");

    assertThat(asked).hasValue(1);
    assertThat(answered).hasValue(1);
  }

  @Test
  void chat_interrupted_endsEveryBranch() throws Exception {
    CountDownLatch streaming = new CountDownLatch(3);
    FakeStreamingChatModel delegate =
        branches(index -> reply().thinking("Hm. ").waitFor(streaming::countDown).untilCancelled());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    SelfConsistentChatModel model = voting(delegate);
    Thread caller =
        new Thread(
            () -> {
              try {
                model.chat(ASK);
              } catch (LangChain4jException interrupted) {
                thrown.set(interrupted);
              }
            });

    caller.start();
    streaming.await();
    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).hasRootCauseInstanceOf(InterruptedException.class);
    Awaitility.await().until(() -> delegate.cancelled() == 3);
    assertThat(model.votes().get(Count.ABANDONED)).isEqualTo(1);
  }

  @Test
  void chat_trimmedDelegate_votesOnTrimmedAnswers() {
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request ->
                request.messages().size() == 1
                    ? reply()
                        .thinking("Seventeen times twenty is 340. ")
                        .thinking("And seventeen times three is 51. ")
                        .thinking("So it is 391. ")
                        .thinking("Wait. ")
                        .untilCancelled()
                    : reply().text("The answer is 391.").usage(40, 5));
    TrimmingStreamingChatModel trimming =
        TrimmingStreamingChatModel.builder(delegate)
            .options(PithOptions.builder().set("trim-thinking-budget-tokens", 20).build())
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();

    ChatResponse response = voting(trimming).chat(ASK);

    assertThat(response.aiMessage().text()).isEqualTo("The answer is 391.");
    assertThat(VoteReport.of(response).orElseThrow().answer()).contains("391");
    assertThat(TrimReport.of(response)).as("the branch's own").isPresent();
  }

  @Test
  void chat_manyAtOnce_eachGetsItsOwnVote() throws Exception {
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request -> {
              String asked = ((UserMessage) request.messages().get(0)).singleText();
              return answer(asked.substring(asked.lastIndexOf(' ') + 1, asked.length() - 1));
            });
    SelfConsistentChatModel model = voting(delegate);
    ExecutorService callers = Executors.newFixedThreadPool(16);

    List<Future<String>> answers =
        IntStream.range(0, 100)
            .mapToObj(i -> callers.submit(() -> model.chat("Which number follows " + i + "?")))
            .toList();

    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).get()).isEqualTo("The answer is " + i);
    }
    callers.shutdown();
    assertThat(model.votes().get(Count.VOTES)).isEqualTo(100);
  }

  @Test
  void chat_everyBranchTellsItsDetails_theyAreSummed() {
    FakeStreamingChatModel[] delegate = new FakeStreamingChatModel[1];
    delegate[0] =
        branches(
            index ->
                switch (index) {
                  case 0 -> answer("391", 10, 3);
                  case 1 -> answer("392", 20, 4);
                  default ->
                      reply()
                          .waitFor(() -> Awaitility.await().until(() -> delegate[0].ended() == 2))
                          .text("The answer is 391")
                          .usage(detailed(30, 5));
                });

    OpenAiTokenUsage usage = (OpenAiTokenUsage) voting(delegate[0]).chat(ASK).tokenUsage();

    assertThat(usage.inputTokenCount()).isEqualTo(120);
    assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(60);
    assertThat(usage.outputTokensDetails().reasoningTokens()).isEqualTo(12);
  }

  @Test
  void chat_branchIsCancelled_detailsOfAllAreUnknown() {
    CountDownLatch others = new CountDownLatch(2);
    FakeStreamingChatModel delegate =
        branches(
            index ->
                index < 2
                    ? answer("391", 10, 3).waitFor(others::countDown)
                    : reply().waitFor(others::await).thinking(words(40)).untilCancelled());

    OpenAiTokenUsage usage = (OpenAiTokenUsage) voting(delegate).chat(ASK).tokenUsage();

    assertThat(usage.inputTokenCount()).isEqualTo(120);
    assertThat(usage.inputTokensDetails()).isNull();
    assertThat(usage.outputTokensDetails()).isNull();
  }

  private static FakeReply answer(String value, int cached, int reasoning) {
    return answer(value).usage(detailed(cached, reasoning));
  }

  private static OpenAiTokenUsage detailed(int cached, int reasoning) {
    return OpenAiTokenUsage.builder()
        .inputTokenCount(40)
        .inputTokensDetails(InputTokensDetails.builder().cachedTokens(cached).build())
        .outputTokenCount(10)
        .outputTokensDetails(OutputTokensDetails.builder().reasoningTokens(reasoning).build())
        .totalTokenCount(50)
        .build();
  }

  private static FakeStreamingChatModel branches(IntFunction<FakeReply> replies) {
    AtomicInteger index = new AtomicInteger();
    return new FakeStreamingChatModel(request -> replies.apply(index.getAndIncrement()));
  }

  private static SelfConsistentChatModel voting(StreamingChatModel delegate) {
    return voting(delegate, 0.8);
  }

  private static SelfConsistentChatModel voting(StreamingChatModel delegate, double confidence) {
    return SelfConsistentChatModel.builder(delegate)
        .options(VoteOptions.builder(THREE).set("confidence", confidence).build())
        .build();
  }

  private static FakeReply answer(String value) {
    return reply().text("The answer ").text("is ").text(value).usage(40, 10);
  }

  private static List<String> words(int count) {
    return IntStream.range(0, count).mapToObj(k -> "hm ").toList();
  }
}
