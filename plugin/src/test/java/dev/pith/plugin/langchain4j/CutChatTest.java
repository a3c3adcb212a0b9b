package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.Overthinking.ANSWER;
import static dev.pith.plugin.langchain4j.Overthinking.BUDGET;
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

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.PithOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of a cut when something goes wrong, and when the user leaves. */
class CutChatTest {

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
}
