package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseEvent;
import java.util.Optional;

/**
 * A state machine that writes a continuation into the stream the client already has.
 *
 * <p>The order of calls is {@link #opening}, {@link #onEvent} for each event of the continuation,
 * {@link #onEnd} when its connection ends, and {@link #closing} once at the end. Everything after
 * the thinking that Pith closed is answer, on whatever channel the upstream puts it, unless the
 * model starts to think again. The stream keeps the id, the model and the member names of the first
 * call.
 *
 * <p>It holds the first few characters until they can be judged, and the finish chunk until the
 * end. Instances serve one continuation and are not thread-safe.
 */
public final class ContinuationSplicer {

  /**
   * Returns the end of the thinking as the client sees it: the guide, and the end tag on a stream
   * with tags inside its content.
   *
   * @param guide thinking-side text that leads to the answer; may be empty
   */
  public byte[] opening(String guide) {
    return Pending.value();
  }

  /** Returns what the client gets for an event of the continuation; often empty. */
  public byte[] onEvent(SseEvent event) {
    return Pending.value();
  }

  /** The connection of the continuation has ended. */
  public void onEnd() {
    Pending.<Object>value();
  }

  /**
   * Returns the end of the client's stream: what was held, the finish, the usage if the client
   * asked for it and it was counted, the report and the terminator; or an error event if the
   * continuation did not complete.
   *
   * @param report what Pith did; the numbers of the continuation are filled in here
   */
  public byte[] closing(PithReport report) {
    return Pending.value();
  }

  /** Returns whether any text of the continuation has come: before that it can be given up. */
  public boolean started() {
    return Pending.value();
  }

  /** Returns whether the model went on thinking instead of answering. */
  public boolean cutFailed() {
    return Pending.value();
  }

  /** Returns how the continuation ended, or that it goes on. */
  public StreamEnd end() {
    return Pending.value();
  }

  /** Returns whether the terminator has come: nothing of interest follows. */
  public boolean terminated() {
    return Pending.value();
  }

  /** Returns the error the upstream reported, if it did. */
  public Optional<UpstreamError> error() {
    return Pending.value();
  }

  /** Returns the continuation's own usage, as far as it was reported. */
  public UsageReport usage() {
    return Pending.value();
  }

  /** Returns the usage of both calls together, as the client sees it. */
  public UsageReport mergedUsage() {
    return Pending.value();
  }
}
