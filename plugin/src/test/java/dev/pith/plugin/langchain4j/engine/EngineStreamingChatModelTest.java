package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ScriptedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of a model that thinks before it answers, or never stops. */
class EngineStreamingChatModelTest {

  private static final String THOUGHT = "\nOne and one. END?\n";
  private static final String ANSWER = "It is 2. END of it.";
  private static final String ENDLESS = "on and on ";

  private LocalModel local;
  private EngineStreamingChatModel model;

  @BeforeEach
  void open() {
    local =
        ScriptedModels.of(
            (conversation, written) ->
                conversation.contains("forever")
                    ? ENDLESS.repeat(written.length() / ENDLESS.length() + 2)
                    : "<think>" + THOUGHT + "</think>\n\n" + ANSWER,
            settings -> settings.withMaxRunning(4));
    model = EngineStreamingChatModel.builder().model(local).build();
  }

  @AfterEach
  void close() {
    model.close();
    local.close();
  }

  @Test
  void chat_thinkingModel_streamsThinkingApartFromText() {
    RecordedStream stream = chat("1 + 1?", EngineChatRequestParameters.EMPTY);

    ChatResponse response = stream.response();

    assertThat(stream.said()).containsExactly(THOUGHT, ANSWER);
    assertThat(response.aiMessage().thinking()).isEqualTo(THOUGHT);
    assertThat(response.aiMessage().text()).isEqualTo(ANSWER);
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.modelName()).isEqualTo(ScriptedModels.NAME);
    assertThat(response.id()).isNotBlank();
  }

  @Test
  void chat_callbacks_comeOnOneThreadThatIsNotTheCallers() {
    RecordedStream stream = chat("1 + 1?", EngineChatRequestParameters.EMPTY);

    stream.response();

    assertThat(stream.threads).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(stream.threads).noneMatch(thread -> thread.getName().equals("pith-generator"));
    assertThat(stream.overlapped).isFalse();
  }

  @Test
  void chat_usage_countsCachedAndReasoningTokens() {
    chat("1 + 1?", EngineChatRequestParameters.EMPTY).response();
    ChatResponse again = chat("1 + 1?", EngineChatRequestParameters.EMPTY).response();

    EngineTokenUsage usage = (EngineTokenUsage) again.tokenUsage();
    assertThat(usage.cachedInputTokenCount()).isEqualTo(usage.inputTokenCount() - 1);
    assertThat(usage.reasoningTokenCount())
        .isBetween(10, THOUGHT.length() + "<think></think>".length());
    assertThat(usage.outputTokenCount()).isGreaterThan(usage.reasoningTokenCount() + 10);
    assertThat(usage.totalTokenCount())
        .isEqualTo(usage.inputTokenCount() + usage.outputTokenCount());
    EngineTimings timings =
        Objects.requireNonNull(((EngineChatResponseMetadata) again.metadata()).timings());
    assertThat(timings.prompt()).isPositive();
    assertThat(timings.generation()).isPositive();
  }

  @Test
  void chat_stopSequence_countsInTheAnswerAlone() {
    RecordedStream stream =
        chat("1 + 1?", EngineChatRequestParameters.builder().stopSequences("END").build());

    ChatResponse response = stream.response();

    assertThat(stream.said()).containsExactly(THOUGHT, "It is 2. ");
    assertThat(response.aiMessage().text()).isEqualTo("It is 2. ");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void chat_stopSequenceOfAnEndlessAnswer_endsTheGeneration() {
    RecordedStream stream =
        chat("forever", EngineChatRequestParameters.builder().stopSequences("on on").build());

    assertThat(stream.response().aiMessage().text()).isEqualTo("on and ");
    await().until(() -> local.generator().stats().running() == 0);
  }

  @Test
  void chat_limitInsideTheThinking_hasNoText() {
    RecordedStream stream =
        chat("1 + 1?", EngineChatRequestParameters.builder().maxOutputTokens(5).build());

    ChatResponse response = stream.response();

    assertThat(response.aiMessage().text()).isNull();
    assertThat(response.aiMessage().thinking()).startsWith("\nOne").isNotEqualTo(THOUGHT);
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(5);
  }

  @Test
  void cancel_onTheCallback_endsTheGenerationAndNothingFollows() {
    RecordedStream stream =
        start(
            "forever", // a short answer may be whole before its first piece is heard
            new RecordedStream((self, piece) -> Objects.requireNonNull(self.handle).cancel()));

    await().until(() -> local.generator().stats().cancelled() == 1);
    chat("1 + 1?", EngineChatRequestParameters.EMPTY).response();

    assertThat(stream.pieces).hasValue(1);
    assertThat(stream.isOver()).isFalse();
    assertThat(Objects.requireNonNull(stream.handle).isCancelled()).isTrue();
    await().until(() -> local.generator().stats().running() == 0);
  }

  @Test
  void cancel_fromAnotherThread_endsAnEndlessStreamInSilence() {
    RecordedStream stream = start("forever", new RecordedStream());
    await().until(() -> stream.pieces.get() > 3);

    Objects.requireNonNull(stream.handle).cancel();
    Objects.requireNonNull(stream.handle).cancel();

    await().until(() -> local.generator().stats().running() == 0);
    await().until(() -> stream.threads.stream().noneMatch(EngineStreamingChatModelTest::works));
    assertThat(stream.isOver()).isFalse();
  }

  @Test
  void chat_slowCallback_pausesItsOwnGenerationAlone() {
    CountDownLatch read = new CountDownLatch(1);
    RecordedStream slow =
        start(
            "forever",
            new RecordedStream(
                (self, piece) -> {
                  awaitUninterruptibly(read);
                  if (self.pieces.get() > 200) {
                    Objects.requireNonNull(self.handle).cancel();
                  }
                }));
    await().until(() -> slow.pieces.get() == 1);
    long before = local.generator().stats().generatedTokens();

    for (int i = 0; i < 5; i++) {
      chat("1 + 1?", EngineChatRequestParameters.EMPTY).response();
    }
    int answer =
        chat("1 + 1?", EngineChatRequestParameters.EMPTY)
            .response()
            .tokenUsage()
            .outputTokenCount();
    long ofSlow = local.generator().stats().generatedTokens() - before - 6L * answer;
    assertThat(ofSlow).isLessThan(60);

    read.countDown();
    await().until(() -> slow.pieces.get() > 200);
  }

  @Test
  void chat_callbackThatThrows_isToldOnErrorAndGoesOn() {
    IllegalStateException own = new IllegalStateException("user code");
    RecordedStream stream =
        start(
            "1 + 1?",
            new RecordedStream(
                (self, piece) -> {
                  throw own;
                }));

    await().until(() -> stream.text().equals(ANSWER));

    await().until(() -> stream.errors.size() == stream.pieces.get());
    assertThat(stream.errors).containsOnly(own);
  }

  @Test
  void chat_callbackWithAnError_endsTheStream() {
    AssertionError own = new AssertionError("user code");
    RecordedStream stream =
        start(
            "forever",
            new RecordedStream(
                (self, piece) -> {
                  throw own;
                }));

    assertThat(stream.failure()).isSameAs(own);
    await().until(() -> local.generator().stats().running() == 0);
    assertThat(stream.pieces).hasValue(1);
  }

  @Test
  void chat_32AtOnce_eachGetsItsOwnAnswer() {
    List<RecordedStream> streams = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      streams.add(chat("1 + 1? " + i, EngineChatRequestParameters.EMPTY));
    }

    for (RecordedStream stream : streams) {
      stream.response();
      assertThat(stream.said()).containsExactly(THOUGHT, ANSWER);
      assertThat(stream.threads).hasSize(1);
      assertThat(stream.overlapped).isFalse();
    }
    await().until(() -> local.generator().stats().running() == 0);
  }

  @Test
  void chat_moreThanMayWait_isRefusedAsTooMany() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (LocalModel narrow =
            ScriptedModels.of(
                (conversation, written) -> {
                  asked.countDown();
                  awaitUninterruptibly(goOn);
                  return ANSWER;
                },
                settings -> settings.withMaxRunning(1).withMaxQueued(1));
        EngineStreamingChatModel crowded =
            EngineStreamingChatModel.builder().model(narrow).build()) {
      RecordedStream first = new RecordedStream();
      crowded.chat("first", first);
      awaitUninterruptibly(asked);
      RecordedStream second = new RecordedStream();
      crowded.chat("second", second);
      await().until(() -> narrow.generator().stats().queued() == 1);

      RecordedStream third = new RecordedStream();
      crowded.chat("third", third);

      assertThat(third.failure()).isExactlyInstanceOf(RateLimitException.class);
      goOn.countDown();
      assertThat(first.response().aiMessage().text()).isEqualTo(ANSWER);
      assertThat(second.response().aiMessage().text()).isEqualTo(ANSWER);
    }
  }

  @Test
  void close_whileRunning_failsTheStreamAndLeavesTheSharedModelOpen() {
    RecordedStream stream = start("forever", new RecordedStream());
    await().until(() -> stream.pieces.get() > 3);

    model.close();

    assertThat(stream.failure())
        .isExactlyInstanceOf(LangChain4jException.class)
        .hasMessageContaining("closed");
    await().until(() -> local.generator().stats().running() == 0);
    assertThatThrownBy(() -> model.chat("1 + 1?", new RecordedStream()))
        .isExactlyInstanceOf(LangChain4jException.class)
        .hasMessageContaining("closed");
    try (EngineStreamingChatModel other = EngineStreamingChatModel.builder().model(local).build()) {
      RecordedStream further = new RecordedStream();
      other.chat("1 + 1?", further);
      assertThat(further.response().aiMessage().text()).isEqualTo(ANSWER);
    }
  }

  @Test
  void close_ofTheSharedModelWhileRunning_failsTheStream() {
    RecordedStream stream = start("forever", new RecordedStream());
    await().until(() -> stream.pieces.get() > 3);

    local.close();

    assertThat(stream.failure())
        .isExactlyInstanceOf(LangChain4jException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void chat_anotherModelsName_isNotFound() {
    RecordedStream stream =
        chat("1 + 1?", EngineChatRequestParameters.builder().modelName("banana").build());

    assertThat(stream.failure())
        .isExactlyInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("banana")
        .hasMessageContaining(ScriptedModels.NAME);
  }

  @Test
  void chat_ownName_isAnswered() {
    ChatRequestParameters named =
        ChatRequestParameters.builder().modelName(ScriptedModels.NAME).build();

    assertThat(chat("1 + 1?", named).response().aiMessage().text()).isEqualTo(ANSWER);
  }

  @Test
  void chat_promptLongerThanTheContext_isInvalid() {
    RecordedStream stream = chat("long ".repeat(20_000), EngineChatRequestParameters.EMPTY);

    assertThat(stream.failure())
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("context");
  }

  @Test
  void chat_executorThatIsFull_isRefused() {
    try (EngineStreamingChatModel full =
        EngineStreamingChatModel.builder()
            .model(local)
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .build()) {
      assertThatThrownBy(() -> full.chat("1 + 1?", new RecordedStream()))
          .isExactlyInstanceOf(RateLimitException.class);
    }
  }

  private RecordedStream chat(String question, ChatRequestParameters parameters) {
    RecordedStream stream = new RecordedStream();
    model.chat(
        ChatRequest.builder().messages(UserMessage.from(question)).parameters(parameters).build(),
        stream);
    return stream;
  }

  private RecordedStream start(String question, RecordedStream stream) {
    model.chat(question, stream);
    return stream;
  }

  private static boolean works(Thread thread) {
    return thread.isAlive() && thread.getState() == Thread.State.RUNNABLE;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
