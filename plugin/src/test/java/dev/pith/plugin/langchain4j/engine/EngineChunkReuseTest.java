package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.pith.plugin.langchain4j.rag.ChunkMarkingContentInjector;
import dev.pith.plugin.local.ChunkReuse;
import dev.pith.plugin.local.ModelSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From a retriever to the usage: marked chunks whose KV the engine has. */
class EngineChunkReuseTest {

  private static final String LENS =
      "Opal Optics makes lenses. Its main office is in River Harbour.";
  private static final String RIVER = "River Harbour lies on the river Ferrow and has a market.";
  private static final String MAYOR = "The mayor of River Harbour is Maria Engel, elected in May.";

  /** What the service can be asked. */
  interface Assistant {
    Result<String> ask(String question);
  }

  private static EngineChatModel model(ChunkReuse.Kind kind) {
    return EngineChatModel.builder()
        .modelSettings(ModelSettings.embedded().withChunkReuse(ChunkReuse.of(kind)))
        .defaultRequestParameters(
            EngineChatRequestParameters.builder().temperature(0.0).maxOutputTokens(12).build())
        .build();
  }

  private static ChatResponse ask(EngineChatModel model, String... chunks) {
    List<Content> contents = Stream.of(chunks).map(Content::from).toList();
    UserMessage question = UserMessage.from("Who is the mayor of the seat of Opal Optics?");
    return model.chat(
        ChatRequest.builder()
            .messages(new ChunkMarkingContentInjector().inject(contents, question))
            .build());
  }

  private static int cached(ChatResponse response) {
    return ((EngineTokenUsage) response.tokenUsage()).cachedInputTokenCount();
  }

  @Test
  void chat_markedChunksInAnotherOrder_areToldAsCached() {
    try (EngineChatModel reusing = model(ChunkReuse.Kind.DRIFT);
        EngineChatModel plain = model(ChunkReuse.Kind.OFF)) {
      ChatResponse first = ask(reusing, LENS, RIVER, MAYOR);
      ask(plain, LENS, RIVER, MAYOR);
      ChatResponse turned = ask(reusing, MAYOR, LENS, RIVER);
      ChatResponse plainTurned = ask(plain, MAYOR, LENS, RIVER);

      assertThat(cached(first)).isZero();
      assertThat(cached(turned)).isGreaterThan(40).isGreaterThan(2 * cached(plainTurned));
      assertThat(turned.tokenUsage().inputTokenCount())
          .isEqualTo(plainTurned.tokenUsage().inputTokenCount());
    }
  }

  @Test
  void service_withARetriever_sumsUpWhatWasReused() {
    try (EngineChatModel model = model(ChunkReuse.Kind.CRAFT)) {
      Assistant assistant =
          AiServices.builder(Assistant.class)
              .chatModel(model)
              .retrievalAugmentor(
                  DefaultRetrievalAugmentor.builder()
                      .contentRetriever(
                          query ->
                              (query.text().contains("river")
                                      ? Stream.of(RIVER, MAYOR, LENS)
                                      : Stream.of(MAYOR, LENS, RIVER))
                                  .map(Content::from)
                                  .toList())
                      .contentInjector(new ChunkMarkingContentInjector())
                      .build())
              .build();
      assistant.ask("Which river is it?");
      Result<String> again = assistant.ask("Who is the mayor?");

      assertThat(((EngineTokenUsage) again.tokenUsage()).cachedInputTokenCount()).isPositive();
    }
  }
}
