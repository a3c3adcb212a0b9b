package dev.pith.eval.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/**
 * The events of a streamed reply, in order, each made when it is asked for.
 *
 * <p>First the role, then thinking and answer, then the finish reason with the member {@code
 * replay}, then the usage when it was asked for, then {@code [DONE]}. Not thread-safe.
 */
final class ReplayFrames implements Iterator<ReplayFrames.Frame> {

  /**
   * One event.
   *
   * @param event what goes over the wire
   * @param tokens how many generated tokens it carries
   */
  record Frame(Buffer event, int tokens) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final ReplayBody body;
  private final ReplayRequest request;
  private final ReplayReply reply;
  private final ReplaySettings settings;
  private final Queue<Frame> closing = new ArrayDeque<>();
  private boolean begun;
  private boolean closed;
  private int sent;

  ReplayFrames(ReplayBody body, ReplayRequest request, ReplayReply reply, ReplaySettings settings) {
    this.body = body;
    this.request = request;
    this.reply = reply;
    this.settings = settings;
  }

  @Override
  public boolean hasNext() {
    return !closed || !closing.isEmpty();
  }

  @Override
  public Frame next() {
    if (!begun) {
      begun = true;
      ObjectNode delta = JSON.createObjectNode().put("role", "assistant").put("content", "");
      return frame(body.chunk(delta, null), 0);
    }
    if (!closed && sent < reply.sentLimit()) {
      return nextTokens();
    }
    if (!closed) {
      close();
    }
    return closing.remove();
  }

  private Frame nextTokens() {
    int thinking = reply.thinking().count();
    boolean inThinking = sent < thinking;
    int end = inThinking ? thinking : thinking + reply.answer().count();
    int to = (int) Math.min(Math.min(end, reply.sentLimit()), sent + settings.tokensPerChunk());
    ObjectNode delta = JSON.createObjectNode();
    if (inThinking) {
      String text = reply.thinking().text(sent, to);
      switch (settings.shape()) {
        case REASONING_CONTENT -> delta.put("reasoning_content", text);
        case REASONING -> delta.put("reasoning", text);
        case TAGS -> delta.put("content", (sent == 0 ? ReplayBody.OPEN_TAG : "") + text);
      }
    } else {
      boolean closesTag =
          settings.shape() == ReplaySettings.Shape.TAGS && thinking > 0 && sent == thinking;
      String text = reply.answer().text(sent - thinking, to - thinking);
      delta.put("content", (closesTag ? ReplayBody.CLOSE_TAG : "") + text);
    }
    int tokens = to - sent;
    sent = to;
    ObjectNode chunk = body.chunk(delta, null);
    if (request.runningUsage()) {
      chunk.set("usage", body.usage(sent));
    }
    if (settings.stamped()) {
      chunk.put(ReplaySettings.STAMP, System.nanoTime());
    }
    return frame(chunk, tokens);
  }

  private void close() {
    closed = true;
    ObjectNode last = body.chunk(JSON.createObjectNode(), reply.finishReason());
    last.set("replay", body.provenance(sent));
    closing.add(frame(last, 0));
    if (request.usage()) {
      closing.add(frame(body.usageChunk(sent), 0));
    }
    closing.add(new Frame(Buffer.buffer(SseEncoder.done()), 0));
  }

  private static Frame frame(ObjectNode chunk, int tokens) {
    try {
      return new Frame(Buffer.buffer(SseEncoder.data(JSON.writeValueAsString(chunk))), tokens);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
