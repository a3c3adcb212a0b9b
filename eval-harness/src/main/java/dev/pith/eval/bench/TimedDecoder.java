package dev.pith.eval.bench;

import java.io.IOException;

/**
 * A decoder that does the parts of an {@link EngineWorkload} and says how long each takes, in
 * nanoseconds. They are called in this order, any number of times.
 */
interface TimedDecoder extends AutoCloseable {

  /** Reads the prompt into an empty KV in one call; the logits of its last token are computed. */
  long prefill() throws IOException;

  /** Reads the tokens after the prompt, one call each; the logits of each are computed. */
  long decode() throws IOException;

  /**
   * Forgets what follows the prompt, and recomputes scattered tokens of the prompt in one call; the
   * logits of the last one are computed.
   */
  long recompute() throws IOException;

  @Override
  void close();
}
