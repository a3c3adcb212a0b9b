package dev.pith.plugin.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One request to the model server and the answer as it streams in.
 *
 * <p>It can be cancelled in every phase. Confined to the Vert.x context that it was made on.
 */
public interface UpstreamCall {

  /**
   * Receives the answer, in order; after {@link #onEnd} or {@link #onFailure} nothing comes. When a
   * method throws, the call is broken off and {@link #onFailure} comes last.
   */
  interface Listener {
    /** The head of the answer. Reading may be paused or the call cancelled from here. */
    void onHead(int status, String reasonPhrase, MultiMap headers);

    /** The next piece of the body, cut anywhere. */
    void onBytes(Buffer bytes);

    /** The answer is complete. */
    void onEnd();

    /** The answer will not be completed; may come at any time, also while reading is paused. */
    void onFailure(UpstreamException failure);
  }

  /** Stops reading: the server is slowed down once the buffers on the way are full. */
  void pause();

  /** Goes on reading. */
  void resume();

  /** Breaks the call off; the listener hears nothing more. Does nothing when the call is over. */
  void cancel();
}
