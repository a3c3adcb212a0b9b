package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.rag.RequestTexts.PromptText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The chunks that a client has named: {@code pith.chunks}, texts that stand in one message. */
final class NamedChunks {
  private NamedChunks() {}

  /**
   * Reads them; empty when there are none.
   *
   * @throws BadChunksException if they are no texts, or a text does not stand once in one message
   */
  static List<String> of(JsonNode body, List<PromptText> texts) throws BadChunksException {
    JsonNode named = body.path("pith").path("chunks");
    if (Json.absent(named)) {
      return List.of();
    }
    if (!named.isArray()) {
      throw new BadChunksException(
          "pith.chunks must be an array of texts, but is of type " + type(named));
    }
    List<String> chunks = new ArrayList<>();
    for (JsonNode chunk : named) {
      if (!chunk.isTextual() || chunk.textValue().isEmpty()) {
        throw new BadChunksException(
            "pith.chunks["
                + chunks.size()
                + "] must be a text that is not empty, but is "
                + (chunk.isTextual() ? "empty" : "of type " + type(chunk)));
      }
      chunks.add(chunk.textValue());
    }
    if (chunks.size() > 1
        && texts.stream().noneMatch(text -> ChunkFinder.find(text.text(), chunks).isPresent())) {
      throw new BadChunksException(
          "pith.chunks must all stand in one message, each once and none in another");
    }
    return chunks;
  }

  private static String type(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
