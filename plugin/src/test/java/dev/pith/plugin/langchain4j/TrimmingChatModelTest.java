package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.session.PithOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TrimmingChatModelTest {

  private static final ChatRequest ASK =
      ChatRequest.builder().messages(UserMessage.from("17*23?")).build();

  @Test
  void chat_longThinking_returnsTheCutResponse() {
    TrimmingChatModel model = trimming(overthinking());

    ChatResponse response = model.chat(ASK);

    assertThat(response.aiMessage().text()).isEqualTo("It is 391.");
    assertThat(TrimReport.of(response)).isPresent();
    assertThat(model.savings().cut()).containsOnlyKeys("budget");
  }

  @Test
  void chat_failure_isThrownAsItIs() {
    TrimmingChatModel model =
        trimming(
            new FakeStreamingChatModel(
                request -> reply().failure(new RateLimitException("slow down"))));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> model.chat(ASK))
        .withMessage("slow down");
  }

  @Test
  void chat_interrupted_endsTheStream() throws Exception {
    CountDownLatch streaming = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request ->
                reply().thinking("Hm.").waitFor(streaming::countDown).untilCancelled().text("no"));
    TrimmingChatModel model = trimming(delegate);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
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
    Awaitility.await().until(() -> delegate.cancelled() == 1);
  }

  @Test
  void chat_manyAtOnce_eachGetsItsOwn() throws Exception {
    TrimmingChatModel model = trimming(overthinking());
    ExecutorService callers = Executors.newFixedThreadPool(32);

    List<Future<ChatResponse>> responses =
        IntStream.range(0, 200).mapToObj(i -> callers.submit(() -> model.chat(ASK))).toList();

    for (Future<ChatResponse> response : responses) {
      assertThat(response.get().aiMessage().text()).isEqualTo("It is 391.");
      assertThat(TrimReport.of(response.get())).isPresent();
    }
    callers.shutdown();
    assertThat(model.savings().requests()).isEqualTo(200);
  }

  private static FakeStreamingChatModel overthinking() {
    return new FakeStreamingChatModel(
        request ->
            request.messages().size() == 1
                ? reply()
                    .thinking("Seventeen times twenty is 340. ")
                    .thinking("And seventeen times three is 51. ")
                    .thinking("So it is 391. ")
                    .thinking("Wait. ")
                    .untilCancelled()
                : reply().text("It is 391.").usage(40, 5));
  }

  private static TrimmingChatModel trimming(FakeStreamingChatModel delegate) {
    return TrimmingChatModel.builder(delegate)
        .options(PithOptions.builder().set("trim-thinking-budget-tokens", 20).build())
        .continuation(ContinuationMethod.PREFILL_TAGS)
        .build();
  }
}
