package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseEvent;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A state machine that tells thinking from answer in one stream of chat chunks.
 *
 * <p>Events come in, what they mean goes out to a {@link Listener}. Between two events the reader
 * also answers for the event it read last: {@link #forClient()} is what the client gets of it,
 * {@link #cutAt} is what the client gets if the thinking ends inside it.
 *
 * <p>Odd input never throws. Instances serve one stream and are not thread-safe.
 */
public final class ChatStreamReader {

  /**
   * Receives what one event means, in order, on the thread of {@link #onEvent}. Texts are never
   * empty. A method that is not overridden ignores its news.
   */
  public interface Listener {
    /** Thinking goes on. */
    default void onReasoning(String text) {}

    /** The answer goes on; the first such call may be white space between thinking and answer. */
    default void onAnswer(String text) {}

    /** The model calls a tool; from here on the request is not cut. */
    default void onToolCall() {}

    /** A usage report came; a later one replaces it. */
    default void onUsage(UsageReport usage) {}

    /** The finish reason came, as the upstream wrote it. */
    default void onFinish(String reason) {}

    /** The upstream reported an error inside its stream. */
    default void onError(UpstreamError error) {}

    /** The event is not for us: a comment, garbage, or a piece of an oversized event. */
    default void onOpaque() {}
  }

  /** Reads the next event of the stream. */
  public void onEvent(SseEvent event) {
    Pending.<Object>value();
  }

  /** The connection has ended. */
  public void onEnd() {
    Pending.<Object>value();
  }

  /**
   * Returns the bytes to send to the client for the event that was read last: its own bytes, or
   * without what Pith asked for and the client did not (empty if nothing else was in it).
   */
  public byte[] forClient() {
    return Pending.value();
  }

  /**
   * Returns whether the thinking may be cut now: the model thinks, no half tag is open, and no
   * token has come whose text is still missing. If not, ask again after the next event, or drop the
   * cut when the phase is {@link Phase#ANSWER} or later.
   */
  public boolean canCut() {
    return Pending.value();
  }

  /**
   * Returns the last event with its thinking cut; valid only if {@link #canCut()}.
   *
   * @param atChars characters of thinking to keep, counted from the start of the thinking; from the
   *     thinking of earlier events nothing can be taken back, so the cut falls no earlier than the
   *     start of the last event and no later than its end
   */
  public CutEvent cutAt(long atChars) {
    return Pending.value();
  }

  /** Returns where the stream stands. */
  public Phase phase() {
    return Pending.value();
  }

  /** Returns how the stream ended, or that it goes on. */
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

  /** Returns the characters of thinking so far (UTF-16 units). */
  public long reasoningChars() {
    return Pending.value();
  }

  /** Returns the tokens generated so far, thinking and answer, from the best source seen. */
  public TokenCount tokens() {
    return Pending.value();
  }

  /** Returns the tokens of the prompt, if the stream has told them. */
  public OptionalLong promptTokens() {
    return Pending.value();
  }

  /**
   * Returns whether thinking and answer could not be told apart: an end tag without a start, or a
   * model that should have started inside its thinking and never ended it.
   */
  public boolean channelUnclear() {
    return Pending.value();
  }
}
