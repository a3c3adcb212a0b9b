package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.TokenLogProb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What chance and probability say, on the small model that comes with Pith. */
class EngineSamplingTest {

  private static final UserMessage QUESTION =
      UserMessage.from("Bo has 3 pens and buys 4 more. How many pens does Bo have?");

  private static LocalModel small;
  private static EngineStreamingChatModel streaming;
  private static EngineChatModel blocking;

  @BeforeAll
  static void open() throws IOException {
    small = LocalModel.open(ModelSettings.embedded());
    streaming = EngineStreamingChatModel.builder().model(small).build();
    blocking = EngineChatModel.builder().model(small).build();
  }

  @AfterAll
  static void close() {
    streaming.close();
    blocking.close();
    small.close();
  }

  @Test
  void chat_sameSeed_isTheSameChatOnBothFaces() {
    EngineChatRequestParameters.Builder seeded =
        EngineChatRequestParameters.builder().seed(7L).maxOutputTokens(60).temperature(1.5);

    ChatResponse first = blocking.chat(request(seeded));
    RecordedStream again = new RecordedStream();
    streaming.chat(request(seeded), again);
    ChatResponse other = blocking.chat(request(seeded.seed(8L)));

    assertThat(again.response().aiMessage()).isEqualTo(first.aiMessage());
    assertThat(other.aiMessage()).isNotEqualTo(first.aiMessage());
    assertThat(metadata(first).seed()).isEqualTo(7);
  }

  @Test
  void chat_drawnSeed_isToldAndRepeatsTheChat() {
    EngineChatRequestParameters.Builder free =
        EngineChatRequestParameters.builder().maxOutputTokens(60).temperature(1.5);
    ChatResponse first = blocking.chat(request(free));

    ChatResponse again = blocking.chat(request(free.seed(metadata(first).seed())));
    ChatResponse other = blocking.chat(request(free.seed(null)));

    assertThat(again.aiMessage()).isEqualTo(first.aiMessage());
    assertThat(metadata(other).seed()).isNotEqualTo(metadata(first).seed());
  }

  @Test
  void chat_logProbs_areThoseOfTheEngine() {
    ChatRequest request =
        request(
            EngineChatRequestParameters.builder()
                .seed(7L)
                .maxOutputTokens(40)
                .logprobs(true)
                .topLogprobs(3));
    List<GeneratedToken> expected = generate(PreparedChat.of(request, small));

    ChatResponse response = blocking.chat(request);

    List<EngineLogProb> told = metadata(response).logProbs();
    assertThat(told).hasSize(response.tokenUsage().outputTokenCount()).hasSize(40);
    for (int i = 0; i < told.size(); i++) {
      GeneratedToken token = expected.get(i);
      assertThat(told.get(i).tokenId()).isEqualTo(token.id());
      assertThat(told.get(i).logProb()).isEqualTo(token.logProb());
      assertThat(told.get(i).top())
          .extracting(each -> new TokenLogProb(each.tokenId(), each.logProb()))
          .isEqualTo(token.top());
      assertThat(told.get(i).top()).hasSize(3);
    }
    StringBuilder text = new StringBuilder();
    told.forEach(each -> text.append(each.token()));
    assertThat(text.toString())
        .startsWith("<think>")
        .endsWith(Objects.requireNonNull(response.aiMessage().thinking()));
  }

  @Test
  void chat_logProbsNotAsked_areNotKept() {
    ChatResponse response =
        blocking.chat(request(EngineChatRequestParameters.builder().maxOutputTokens(5)));

    assertThat(metadata(response).logProbs()).isEmpty();
  }

  @Test
  void chat_minPOfOne_takesTheLikeliestTokenOnly() {
    EngineChatRequestParameters.Builder greedy =
        EngineChatRequestParameters.builder().maxOutputTokens(60);

    ChatResponse filtered = blocking.chat(request(greedy.temperature(1.5).minP(1.0)));
    ChatResponse cold = blocking.chat(request(greedy.temperature(0.0).minP(null)));

    assertThat(filtered.aiMessage()).isEqualTo(cold.aiMessage());
  }

  @Test
  void chat_penalties_changeTheText() {
    EngineChatRequestParameters.Builder plain =
        EngineChatRequestParameters.builder().maxOutputTokens(60).temperature(0.0);
    ChatResponse cold = blocking.chat(request(plain));

    assertThat(blocking.chat(request(plain.repetitionPenalty(3.0))).aiMessage())
        .isNotEqualTo(cold.aiMessage());
    assertThat(
            blocking.chat(request(plain.repetitionPenalty(null).frequencyPenalty(2.0))).aiMessage())
        .isNotEqualTo(cold.aiMessage());
    assertThat(
            blocking.chat(request(plain.frequencyPenalty(null).presencePenalty(20.0))).aiMessage())
        .isNotEqualTo(cold.aiMessage());
  }

  private static ChatRequest request(EngineChatRequestParameters.Builder parameters) {
    return ChatRequest.builder().messages(QUESTION).parameters(parameters.build()).build();
  }

  private static EngineChatResponseMetadata metadata(ChatResponse response) {
    return (EngineChatResponseMetadata) response.metadata();
  }

  private static List<GeneratedToken> generate(PreparedChat chat) {
    List<GeneratedToken> tokens = new ArrayList<>();
    CompletableFuture<List<GeneratedToken>> end = new CompletableFuture<>();
    small
        .generator()
        .submit(
            chat.generation().build(),
            new Generation.Listener() {
              @Override
              public void onPrompt(int promptTokens, int cachedTokens) {}

              @Override
              public void onToken(GeneratedToken token) {
                tokens.add(token);
              }

              @Override
              public void onEnd(FinishReason reason, String tail) {
                end.complete(tokens);
              }

              @Override
              public void onFailure(Throwable failure) {
                end.completeExceptionally(failure);
              }
            });
    return end.join();
  }
}
