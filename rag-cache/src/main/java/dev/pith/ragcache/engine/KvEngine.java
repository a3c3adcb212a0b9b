package dev.pith.ragcache.engine;

import java.util.Collection;

/**
 * A decoder whose KV the caller owns: it runs rows of (sequence, position, token) through its
 * layers and answers with log-probabilities for the rows that ask.
 *
 * <p>Thread-safe: calls run one after another. A sequence and a batch belong to one caller at a
 * time.
 */
public interface KvEngine extends AutoCloseable {

  /** Returns the shape of the model. */
  ModelConfig config();

  /**
   * Returns a new, empty sequence.
   *
   * @param movable whether chunks of it will be exported: its keys are then kept before rotation as
   *     well, and what is exported is exact
   */
  KvSequence newSequence(boolean movable);

  /**
   * Runs the rows of a batch. The KV of all rows is written before attention reads it, layer by
   * layer: a position that is present is overwritten, one that is absent is added, and a row
   * attends to every present position up to its own. A row's result does not depend on what else is
   * in the batch, nor on the number of threads.
   *
   * <p>A pass that fails once it has begun leaves the positions of all its rows absent.
   *
   * @throws IllegalArgumentException when positions of a sequence do not ascend within the batch,
   *     when a token or a position is out of range, or when a filter drops a row whose position was
   *     absent
   * @throws java.util.concurrent.CancellationException when the batch was cancelled
   * @throws IllegalStateException when the engine or a sequence is closed
   */
  void forward(Batch batch);

  /** Returns the bytes of the KV that all its sequences hold; what forks share counts once. */
  long kvBytes();

  /**
   * Returns the bytes of the KV that these sequences hold; what some of them share counts once.
   *
   * @throws IllegalArgumentException when one of them is of another engine
   */
  long kvBytes(Collection<? extends KvSequence> sequences);

  /** Returns the bytes that the KV of a sequence takes alone when it has so many positions. */
  long kvBytesOf(int positions, boolean movable);

  /** Frees the engine after the call that runs. Sequences must not be used afterwards. */
  @Override
  void close();
}
