package dev.pith.plugin.langchain4j.rag;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.injector.ContentInjector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes retrieved chunks before the user's question, each in a block whose bytes depend on the
 * chunk alone:
 *
 * <pre>
 * &lt;chunk id="9f86d081884c"&gt;
 * the text of the chunk
 * &lt;/chunk&gt;
 * </pre>
 *
 * <p>The id is made from the text. A line behind the blocks names the chunks by relevance, the most
 * relevant first: by the ranks of {@link CacheFriendlyContentAggregator}, or without them in the
 * order in which they come. Chunks with the same text are written once. A text that holds such a
 * tag itself has it escaped, so that it cannot end its block. Thread-safe.
 */
public final class ChunkMarkingContentInjector implements ContentInjector {

  private record Chunk(String id, String text, int rank) {
    String block() {
      return "<chunk id=\"" + id + "\">\n" + text + "\n</chunk>\n";
    }
  }

  /**
   * Returns the message with the chunks before its text; what else it holds, such as images, stays.
   * A message without chunks is returned as it is.
   *
   * @throws IllegalArgumentException if the message is not the user's
   */
  @Override
  public ChatMessage inject(List<Content> contents, ChatMessage chatMessage) {
    if (contents.isEmpty()) {
      return chatMessage;
    }
    if (!(chatMessage instanceof UserMessage message)) {
      throw new IllegalArgumentException(
          "chunks must be injected into a message of the user: " + chatMessage.type());
    }
    List<dev.langchain4j.data.message.Content> parts = new ArrayList<>();
    parts.add(TextContent.from(write(chunks(contents)) + textOf(message)));
    message.contents().stream().filter(part -> !(part instanceof TextContent)).forEach(parts::add);
    return message.toBuilder().contents(parts).build();
  }

  private static String textOf(UserMessage message) {
    return message.contents().stream()
        .filter(TextContent.class::isInstance)
        .map(part -> ((TextContent) part).text())
        .collect(Collectors.joining("\n"));
  }

  private static List<Chunk> chunks(List<Content> contents) {
    Map<String, Chunk> byId = new LinkedHashMap<>();
    for (Content content : contents) {
      String text = content.textSegment().text().strip();
      Integer rank =
          content.textSegment().metadata().getInteger(CacheFriendlyContentAggregator.RANK);
      String id = ChunkId.of(text);
      int place = rank == null ? byId.size() + 1 : rank;
      byId.putIfAbsent(id, new Chunk(id, escaped(text), place));
    }
    return List.copyOf(byId.values());
  }

  private static String write(List<Chunk> chunks) {
    String blocks = chunks.stream().map(Chunk::block).collect(Collectors.joining());
    String ranking =
        chunks.stream()
            .sorted(Comparator.comparingInt(Chunk::rank))
            .map(Chunk::id)
            .collect(Collectors.joining(", "));
    // No empty line: the last block then ends in the same tokens as the others.
    return blocks + "Most relevant first: " + ranking + "\n\n";
  }

  private static String escaped(String text) {
    return text.replace("<chunk", "&lt;chunk").replace("</chunk", "&lt;/chunk");
  }
}
