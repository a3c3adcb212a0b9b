package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that builds one {@code chat.completion} from the stream a client would have got.
 *
 * <p>Feed it every byte that would have gone to a streaming client, own events included; ask for
 * the body when the stream is over. Texts are joined under the names they came by, and lists
 * element by element; of the members of the chunks themselves the first value counts, of the counts
 * the last. It holds at most {@code maxBytes} of stream. Instances serve one stream and are not
 * thread-safe.
 */
public final class ChatCompletionAssembler {
  private static final Set<String> NOT_KEPT =
      Set.of("object", "choices", "usage", "pith", "obfuscation", "timings", "error");
  private static final Set<String> NOT_KEPT_OF_CHOICE =
      Set.of("index", "delta", "logprobs", "finish_reason", "token_ids");

  private final long maxBytes;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final ObjectNode head = Json.object();
  private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
  private final ObjectNode others = Json.object();
  private final ObjectNode choiceExtras = Json.object();

  private long bytes;
  private @Nullable String finishReason;
  private @Nullable JsonNode usage;
  private @Nullable JsonNode timings;
  private @Nullable JsonNode pith;
  private StreamEnd end = StreamEnd.RUNNING;
  private @Nullable UpstreamError error;

  /**
   * @param maxBytes most bytes of stream that are read; a longer stream is {@link StreamEnd#FAILED}
   */
  public ChatCompletionAssembler(long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Reads the next bytes of the stream, cut anywhere. */
  public void onBytes(byte[] piece) {
    bytes += piece.length;
    if (bytes <= maxBytes) {
      decoder.onBytes(piece);
    } else if (end != StreamEnd.FAILED) {
      fail(
          new UpstreamError(
              OptionalInt.empty(), "the answer is longer than " + maxBytes + " bytes"));
    }
  }

  /** The stream is over. */
  public void onEnd() {
    decoder.onEnd();
    settle();
  }

  /** Returns how the stream ended; only a complete one has a body. */
  public StreamEnd end() {
    return end;
  }

  /** Returns the error that the stream carried, if it did. */
  public Optional<UpstreamError> error() {
    return Optional.ofNullable(error);
  }

  /** Returns the body of the answer, JSON in UTF-8, as far as the stream came. */
  public byte[] body() {
    ObjectNode body = head.deepCopy();
    body.put("object", "chat.completion");
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    StringBuilder content = texts.get("content");
    message.put("content", content == null || content.isEmpty() ? null : content.toString());
    texts.forEach(
        (member, text) -> {
          if (!member.equals("content") && !text.isEmpty()) {
            message.put(member, text.toString());
          }
        });
    others.forEachEntry(
        (member, value) -> {
          if (!message.path(member).isTextual()) { // garbage does not hide a text
            message.set(member, value);
          }
        });
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason);
    choice.setAll(choiceExtras);
    setIfKnown(body, "usage", usage);
    setIfKnown(body, "timings", timings);
    setIfKnown(body, "pith", pith);
    return Json.write(body).getBytes(StandardCharsets.UTF_8);
  }

  private void onEvent(SseEvent event) {
    ChatChunk chunk = ChatChunk.read(event);
    switch (chunk.kind()) {
      case CHUNK -> onChunk(chunk);
      case ERROR -> fail(chunk.error());
      case DONE -> settle();
      case OPAQUE -> {
        // A comment says nothing about the answer; garbage shows in a missing finish reason.
      }
    }
  }

  private void onChunk(ChatChunk chunk) {
    JsonNode root = chunk.root();
    copyNew(root, head, NOT_KEPT);
    chunk.delta().forEachEntry(this::join);
    String reason = chunk.finishReason();
    if (reason != null) {
      finishReason = reason;
      copyNew(chunk.choice(), choiceExtras, NOT_KEPT_OF_CHOICE);
      if (ChatChunk.isFailure(reason)) {
        fail(new UpstreamError(OptionalInt.empty(), "the upstream ended its answer: " + reason));
      }
    }
    usage = newer(usage, root.path("usage"));
    timings = newer(timings, root.path("timings"));
    pith = newer(pith, root.path("pith"));
  }

  private void join(String member, JsonNode value) {
    if (member.equals("role") || value.isNull()) {
      return;
    }
    if (value.isTextual()) {
      texts.computeIfAbsent(member, name -> new StringBuilder()).append(value.textValue());
    } else if (value.isArray() && others.path(member) instanceof ArrayNode list) {
      value.forEach(list::add);
    } else {
      others.set(member, value);
    }
  }

  private void fail(UpstreamError cause) {
    end = StreamEnd.FAILED;
    error = cause;
  }

  private void settle() {
    if (end == StreamEnd.RUNNING) {
      end = finishReason == null ? StreamEnd.BROKEN : StreamEnd.COMPLETE;
    }
  }

  private static void copyNew(JsonNode from, ObjectNode to, Set<String> except) {
    from.forEachEntry(
        (member, value) -> {
          if (!except.contains(member) && !to.has(member)) {
            to.set(member, value);
          }
        });
  }

  private static @Nullable JsonNode newer(@Nullable JsonNode before, JsonNode now) {
    return Json.absent(now) ? before : now;
  }

  private static void setIfKnown(ObjectNode body, String member, @Nullable JsonNode value) {
    if (value != null) {
      body.set(member, value);
    }
  }
}
