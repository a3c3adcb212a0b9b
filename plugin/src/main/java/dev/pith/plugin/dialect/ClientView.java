package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.EnumSet;
import java.util.Set;

/** What a client gets of the events of a stream for which Pith asked more than the client did. */
final class ClientView {
  private static final byte[] NOTHING = {};

  private final boolean usageAsked;
  private final Set<Extra> unasked = EnumSet.noneOf(Extra.class);

  /** Whether chunks before the last one had usage: a chunk of its own follows then. */
  private boolean usageRuns;

  ClientView(ChatRequest request, Set<Extra> extras) {
    usageAsked = request.wantsUsage();
    for (Extra extra : extras) {
      if (!extra.askedBy(request)) {
        unasked.add(extra);
      }
    }
  }

  /**
   * Returns the bytes of an event; its own ones if nothing is taken away.
   *
   * @param finished whether the finish reason came in this event or before
   */
  byte[] of(SseEvent event, ChatChunk chunk, boolean finished) {
    if (isUnaskedUsage(chunk)) {
      return NOTHING;
    }
    return edited(event, hiding(chunk, finished));
  }

  /** Returns an edit that takes away what the client did not ask for. */
  JsonEdit hiding(ChatChunk chunk, boolean finished) {
    JsonEdit edit = new JsonEdit();
    if (!chunk.hasChoice()) {
      return edit;
    }
    // What servers tell of their own accord at the end stays: but not the last of running figures.
    boolean running = usageRuns;
    usageRuns |= !finished && chunk.usage() != null;
    for (Extra extra : unasked) {
      boolean told = extra == Extra.LOG_PROBS || (running && extra == Extra.RUNNING_USAGE);
      if (!finished || told) {
        hide(extra, chunk, edit);
      }
    }
    return edit;
  }

  private static void hide(Extra extra, ChatChunk chunk, JsonEdit edit) {
    for (String place : extra.places()) {
      if (!Json.absent(chunk.root().at(place))) {
        edit.remove(place);
      }
    }
  }

  static byte[] edited(SseEvent event, JsonEdit edit) {
    String data = event.data();
    return edit.isEmpty() || data == null ? event.raw() : SseEncoder.data(edit.applyTo(data));
  }

  private boolean isUnaskedUsage(ChatChunk chunk) {
    return !usageAsked
        && chunk.kind() == ChatChunk.Kind.CHUNK
        && !chunk.hasChoice()
        && chunk.usage() != null;
  }
}
