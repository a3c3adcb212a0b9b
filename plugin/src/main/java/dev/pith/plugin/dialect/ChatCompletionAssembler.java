package dev.pith.plugin.dialect;

import java.util.Optional;

/**
 * A state machine that builds one {@code chat.completion} from the stream a client would have got.
 *
 * <p>Feed it every byte that would have gone to a streaming client, own events included; ask for
 * the body when the stream is over. It holds the texts of the answer, at most {@code maxBytes} of
 * stream. Instances serve one stream and are not thread-safe.
 */
public final class ChatCompletionAssembler {

  /**
   * @param maxBytes most bytes of stream that are read; a longer stream is {@link StreamEnd#FAILED}
   */
  public ChatCompletionAssembler(long maxBytes) {
    Pending.<Object>value();
  }

  /** Reads the next bytes of the stream, cut anywhere. */
  public void onBytes(byte[] bytes) {
    Pending.<Object>value();
  }

  /** The stream is over. */
  public void onEnd() {
    Pending.<Object>value();
  }

  /** Returns how the stream ended; only a complete one has a body. */
  public StreamEnd end() {
    return Pending.value();
  }

  /** Returns the error that the stream carried, if it did. */
  public Optional<UpstreamError> error() {
    return Pending.value();
  }

  /** Returns the body of the answer, JSON in UTF-8, as far as the stream came. */
  public byte[] body() {
    return Pending.value();
  }
}
