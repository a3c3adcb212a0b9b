package dev.pith.examples;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.RetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.AiServices;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.rag.CacheFriendlyContentAggregator;
import dev.pith.plugin.langchain4j.rag.ChunkMarkingContentInjector;
import java.util.List;
import java.util.Locale;

/**
 * Retrieved chunks before a trimmed model: each chunk keeps its borders and its bytes, and the same
 * chunks come in the same order, so that a server that caches prefixes finds them again.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a model, then questions.
 */
public final class RagChunks {

  private static final List<String> KNOWLEDGE =
      List.of(
          "Opal Optics makes lenses. Its main office is in River Harbour.",
          "River Harbour lies on the river Ferrow and has a market on Fridays.",
          "The mayor of River Harbour is Maria Engel, elected by 30 votes.",
          "Cedar Textiles makes sails. Its main office is in Falcon Hill.");

  private RagChunks() {}

  /** What the service can be asked. */
  interface Assistant {
    String ask(String question);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    StreamingChatModel delegate =
        OpenAiStreamingChatModel.builder()
            .baseUrl(args[0] + "/v1")
            .apiKey("none")
            .modelName(args[1])
            .returnThinking(true)
            .build();
    RetrievalAugmentor augmentor =
        DefaultRetrievalAugmentor.builder()
            .contentRetriever(query -> retrieve(query.text()))
            .contentAggregator(CacheFriendlyContentAggregator.create())
            .contentInjector(new ChunkMarkingContentInjector())
            .build();
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(TrimmingChatModel.of(delegate))
            .retrievalAugmentor(augmentor)
            .build();
    for (int i = 2; i < args.length; i++) {
      System.out.println(assistant.ask(args[i]));
    }
  }

  /** A real program has an embedding store here: the texts that share a word with the question. */
  private static List<Content> retrieve(String question) {
    List<String> words = List.of(question.toLowerCase(Locale.ROOT).split("\\W+", -1));
    return KNOWLEDGE.stream()
        .filter(
            text ->
                words.stream()
                    .filter(word -> word.length() > 4)
                    .anyMatch(text.toLowerCase(Locale.ROOT)::contains))
        .map(Content::from)
        .toList();
  }
}
