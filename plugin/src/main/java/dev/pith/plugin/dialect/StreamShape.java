package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEncoder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one stream writes its chunks: who it says it is, and where it puts thinking.
 *
 * <p>Learnt from the chunks of a call, then used to write further chunks that look the same. Not
 * thread-safe.
 */
final class StreamShape {
  /** Members that are the same in every chunk of a stream. */
  private static final List<String> IDENTITY =
      List.of("id", "object", "created", "model", "provider", "service_tier", "system_fingerprint");

  /** Members that belong to one chunk, or to the counts of one call. */
  private static final Set<String> KNOWN =
      Set.of("choices", "usage", "timings", "prompt_token_ids", "obfuscation", "pith");

  private @Nullable ObjectNode identity;
  private @Nullable String reasoningMember;

  void onChunk(ChatChunk chunk) {
    if (identity == null && chunk.hasChoice()) {
      ObjectNode learnt = Json.object();
      chunk
          .root()
          .forEachEntry(
              (member, value) -> {
                if (IDENTITY.contains(member)) {
                  learnt.set(member, value);
                }
              });
      identity = learnt;
    }
    if (reasoningMember == null) {
      reasoningMember = chunk.reasoningMember();
    }
  }

  /** Returns a text that is the same in every chunk; empty if there is none. */
  String identity(String member) {
    return identity == null ? "" : identity.path(member).asText("");
  }

  /** Returns whether thinking stands between tags in the content and not in a member of its own. */
  boolean inline() {
    return reasoningMember == null;
  }

  /** Returns the delta of thinking, in the member this stream uses. */
  ObjectNode reasoning(String text) {
    return Json.object().put(reasoningMember == null ? "content" : reasoningMember, text);
  }

  /** Returns the delta of answer text. */
  ObjectNode content(String text) {
    return Json.object().put("content", text);
  }

  /** Returns a chunk with one choice. */
  ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = emptyChunk();
    ObjectNode choice = chunk.withArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  /** Returns a chunk with an empty list of choices. */
  ObjectNode emptyChunk() {
    ObjectNode chunk =
        identity == null
            ? Json.object().put("object", "chat.completion.chunk")
            : identity.deepCopy();
    chunk.putArray("choices");
    return chunk;
  }

  /** Copies what a chunk has beyond the members that this project knows. */
  static void copyUnknown(JsonNode chunk, ObjectNode to) {
    chunk.forEachEntry(
        (member, value) -> {
          if (!IDENTITY.contains(member) && !KNOWN.contains(member)) {
            to.set(member, value);
          }
        });
  }

  static byte[] event(JsonNode chunk) {
    return SseEncoder.data(Json.write(chunk));
  }
}
