package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import java.io.ByteArrayOutputStream;

/**
 * The stream of the one branch of a vote that the client gets: its own events, with the usage of
 * all branches in the place of its own, and a {@code pith} object beside its finish reason.
 */
public final class VotedAnswer {
  private final UsageReport usage;
  private final ObjectNode pith;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private VotedAnswer(UsageReport usage, ObjectNode pith) {
    this.usage = usage;
    this.pith = pith;
  }

  /**
   * Returns the bytes of the stream.
   *
   * @param branch the whole stream of the branch, as its client would get it
   * @param usage of all branches; when its prompt or what was generated is not known, there is no
   *     usage
   * @param pith what is told of the vote
   */
  public static byte[] of(byte[] branch, UsageReport usage, ObjectNode pith) {
    VotedAnswer answer = new VotedAnswer(usage, pith);
    SseDecoder decoder = new SseDecoder(answer::onEvent);
    decoder.onBytes(branch);
    decoder.onEnd();
    return answer.out.toByteArray();
  }

  private void onEvent(SseEvent event) {
    ChatChunk chunk = ChatChunk.read(event);
    if (chunk.kind() != ChatChunk.Kind.CHUNK) {
      out.writeBytes(event.raw());
      return;
    }
    JsonEdit edit = new JsonEdit();
    if (chunk.usage() != null) {
      if (usage.totalTokens().isPresent()) {
        edit.set("/usage", Json.write(usage.toJson()));
      } else if (chunk.hasChoice()) {
        edit.remove("/usage");
      } else {
        return;
      }
    }
    if (chunk.finishReason() != null) {
      edit.set("/pith", Json.write(pith));
    }
    out.writeBytes(ClientView.edited(event, edit));
  }
}
