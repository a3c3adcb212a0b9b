package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What every body and every chunk of one answer begins with.
 *
 * @param id names the answer
 * @param createdSeconds when it was asked for, in seconds since 1970
 * @param model the name that is served
 * @param fingerprint changes when the same request might be answered otherwise
 */
public record ReplyHead(String id, long createdSeconds, String model, String fingerprint) {

  /** Returns an object with these members. */
  ObjectNode object(String kind) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", kind)
        .put("created", createdSeconds)
        .put("model", model)
        .put("system_fingerprint", fingerprint);
  }
}
