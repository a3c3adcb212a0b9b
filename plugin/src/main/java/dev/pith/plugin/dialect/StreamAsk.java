package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Asks for a stream with a usage report in the place of what a client asked for. */
public final class StreamAsk {
  private StreamAsk() {}

  /**
   * Adds to an edit of a request what asks for its answer as a stream.
   *
   * @param extras what to ask for beyond a usage report
   */
  public static void add(ChatRequest request, Set<Extra> extras, JsonEdit edit) {
    if (!request.stream()) {
      edit.set("/stream", "true");
    }
    ObjectNode options = Json.object();
    if (!request.asks("/stream_options/include_usage")) {
      options.put("include_usage", true);
    }
    for (Extra extra : extras) {
      if (extra.askedBy(request)) {
        continue;
      }
      if (extra.isStreamOption()) {
        options.put(extra.member(), true);
      } else {
        edit.set("/" + extra.member(), "true");
      }
    }
    if (!options.isEmpty()) {
      JsonNode asked = request.root().path("stream_options");
      ObjectNode all = asked.isObject() ? asked.<ObjectNode>deepCopy() : Json.object();
      edit.set("/stream_options", Json.write(all.setAll(options)));
    }
  }
}
