package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.PithOptions;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ContinuationProbeTest {

  private static final List<ContinuationMethod> ALL =
      List.of(
          ContinuationMethod.PREFILL_TAGS,
          ContinuationMethod.PREFILL_THINKING,
          ContinuationMethod.REASK);

  private static final ContinuationRequests REQUESTS =
      new ContinuationRequests(ContinuationShape.THINK_TAGS, same -> same);

  @Test
  void run_methodsThatWork_areFoundInOrder() {
    FakeStreamingChatModel model =
        new FakeStreamingChatModel(
            request ->
                switch (methodOf(request)) {
                  case PREFILL_TAGS -> reply().thinking("Let me think again.").text("33");
                  case PREFILL_THINKING -> reply().text("33 pens.");
                  case REASK -> reply().thinking("Well.").text("33 pens.");
                  default -> question();
                });

    assertThat(run(model))
        .contains(List.of(ContinuationMethod.PREFILL_THINKING, ContinuationMethod.REASK));
    assertThat(model.cancelled()).as("the question and the one that thought anew").isEqualTo(2);
  }

  @Test
  void run_refusedOrEmptyOrOverlong_isNotFound() {
    FakeStreamingChatModel model =
        new FakeStreamingChatModel(
            request ->
                switch (methodOf(request)) {
                  case PREFILL_TAGS -> throw new IllegalArgumentException("no such last message");
                  case PREFILL_THINKING -> reply();
                  case REASK -> reply().thinking("All over again. ".repeat(100)).text("33");
                  default -> question();
                });

    assertThat(run(model)).contains(List.of());
  }

  @Test
  void run_noThinking_saysNothing() {
    FakeStreamingChatModel model = new FakeStreamingChatModel(request -> reply().text("33 pens."));

    assertThat(run(model)).isEmpty();
    assertThat(model.requests()).hasSize(1);
  }

  @Test
  void chat_unknownModel_isProbedBesideTheFirstChatAndThenCut() {
    FakeStreamingChatModel delegate =
        new FakeStreamingChatModel(
            request ->
                methodOf(request) == ContinuationMethod.NONE
                    ? question()
                    : reply().text("33 pens."));
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate)
            .options(PithOptions.builder().set("trim-thinking-budget-tokens", 8).build())
            .overlaps(false) // else a thinking that ends before its cut wins
            .build();
    ChatRequest request = ChatRequest.builder().messages(UserMessage.from("How many?")).build();
    RecordingHandler first = new RecordingHandler();

    model.chat(request, first);
    first.await();
    Awaitility.await().until(() -> delegate.requests().size() == 4);

    assertThat(first.text()).isEqualTo("42 less 9 is 33.");
    Awaitility.await()
        .untilAsserted(
            () -> {
              RecordingHandler next = new RecordingHandler();
              model.chat(request, next);
              assertThat(TrimReport.of(next.await())).isPresent();
            });
    assertThat(model.savings().observed()).containsKey("no-verified-stop-method");
  }

  private static Optional<List<ContinuationMethod>> run(FakeStreamingChatModel model) {
    return new ContinuationProbe(model, REQUESTS, "").run(ALL).join();
  }

  private static FakeReply question() {
    return reply()
        .thinking("Three boxes of 14 pens are 42 pens.")
        .thinking(" She gives 9 of them away to her friends.")
        .thinking(" That leaves her with 33 of her pens.")
        .text("42 less 9 is 33.");
  }

  private static ContinuationMethod methodOf(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    if (messages.size() == 1) {
      return ContinuationMethod.NONE;
    }
    if (messages.size() == 3) {
      return ContinuationMethod.REASK;
    }
    return ((AiMessage) messages.get(1)).thinking() == null
        ? ContinuationMethod.PREFILL_TAGS
        : ContinuationMethod.PREFILL_THINKING;
  }
}
