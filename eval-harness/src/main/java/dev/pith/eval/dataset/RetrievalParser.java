package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns one line of JSON into a {@link RetrievalRecord}. The fields tell which kind it is. */
final class RetrievalParser {

  private RetrievalParser() {}

  /**
   * Reads a record.
   *
   * @return empty when the record is of another kind
   * @throws BadLineException when it is not a JSON object, or is of one of the kinds and has a
   *     field of the wrong type
   */
  static Optional<RetrievalRecord> parse(byte[] json) throws BadLineException {
    JsonNode line = JsonFields.object(json);
    if (line.has("turns") && line.has("queries")) {
      List<String> questions = new ArrayList<>(texts(line, "queries", "query"));
      questions.addAll(texts(line, "general", "query"));
      List<String> parts = texts(line, "turns", "text", "content");
      return Optional.of(new RetrievalRecord.LongDocument(some("turns", parts), questions));
    }
    if (line.has("chunks") && line.has("question")) {
      return Optional.of(new RetrievalRecord.Retrieved(some("chunks", chunks(line))));
    }
    if (line.has("chunk") && line.has("chunk_id") && line.has("question")) {
      String chunk = text(line, "chunk");
      if (chunk.isBlank()) {
        throw new BadLineException("chunk is blank");
      }
      return Optional.of(
          new RetrievalRecord.Answered(text(line, "question"), text(line, "chunk_id"), chunk));
    }
    return Optional.empty();
  }

  /** A title belongs to the chunk: it stands in the prompt, and tells equal texts apart. */
  private static List<String> chunks(JsonNode line) throws BadLineException {
    List<String> chunks = new ArrayList<>();
    for (JsonNode each : JsonFields.array(line, "chunks")) {
      if (!each.isObject()) {
        throw new BadLineException("chunks must be objects");
      }
      String text = text(each, "text");
      if (!text.isBlank()) {
        String title = JsonFields.orElse(JsonFields.text(each, "title"), "");
        chunks.add(title.isBlank() ? text : title + "\n" + text);
      }
    }
    return chunks;
  }

  /** Returns the texts of an array, of texts or of objects with one of the fields. */
  private static List<String> texts(JsonNode line, String array, String... fields)
      throws BadLineException {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : JsonFields.array(line, array)) {
      JsonNode found = each;
      for (String field : fields) {
        found = each.has(field) ? each.get(field) : found;
      }
      if (!found.isTextual()) {
        throw new BadLineException(
            array + " must be texts, or objects with " + String.join(" or ", fields));
      }
      if (!found.asText().isBlank()) {
        texts.add(found.asText());
      }
    }
    return texts;
  }

  private static String text(JsonNode object, String name) throws BadLineException {
    String text = JsonFields.text(object, name);
    if (text == null) {
      throw new BadLineException("no " + name);
    }
    return text;
  }

  private static List<String> some(String name, List<String> texts) throws BadLineException {
    if (texts.isEmpty()) {
      throw new BadLineException(name + " has no text");
    }
    return texts;
  }
}
