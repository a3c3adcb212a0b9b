package dev.pith.plugin.rag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pith.plugin.rag.ChunkSpans.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the elements of an array of texts, or of objects that hold one, in a text that is JSON as a
 * whole: such an array, or an object with one.
 */
final class JsonChunks {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> LISTS =
      Set.of("results", "documents", "chunks", "passages", "data", "hits", "items", "matches");
  private static final Set<String> TEXTS =
      Set.of("text", "content", "page_content", "pageContent", "snippet", "passage", "body");

  private JsonChunks() {}

  /** Returns the elements as they are written; none when there are not two, or two such arrays. */
  static List<Span> in(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("[") && !stripped.startsWith("{")) {
      return List.of();
    }
    try (JsonParser parser = JSON.createParser(text.toCharArray())) {
      List<Span> found = new ArrayList<>();
      boolean only =
          parser.nextToken() == JsonToken.START_ARRAY
              ? elements(parser, found)
              : members(parser, found);
      return only && parser.nextToken() == null && found.size() >= 2 ? found : List.of();
    } catch (IOException noJson) {
      return List.of();
    }
  }

  private static boolean members(JsonParser parser, List<Span> found) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY && LISTS.contains(name)) {
        List<Span> list = new ArrayList<>();
        boolean holds = elements(parser, list);
        if (holds && !found.isEmpty()) {
          return false;
        }
        if (holds) {
          found.addAll(list);
        }
      } else {
        parser.skipChildren();
      }
    }
    return true;
  }

  /** Reads an array to its end; tells whether all of its elements are or hold texts. */
  private static boolean elements(JsonParser parser, List<Span> found) throws IOException {
    boolean all = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int start = (int) parser.currentTokenLocation().getCharOffset();
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        parser.finishToken();
      } else if (parser.currentToken() == JsonToken.START_OBJECT) {
        all &= holdsText(parser);
      } else {
        all = false;
        parser.skipChildren();
      }
      found.add(new Span(start, (int) parser.currentLocation().getCharOffset()));
    }
    return all;
  }

  private static boolean holdsText(JsonParser parser) throws IOException {
    boolean holds = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean named = TEXTS.contains(parser.currentName());
      holds |= parser.nextToken() == JsonToken.VALUE_STRING && named;
      parser.skipChildren();
      parser.finishToken();
    }
    return holds;
  }
}
