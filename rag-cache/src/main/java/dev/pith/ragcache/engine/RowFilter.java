package dev.pith.ragcache.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the way which rows go on. A row that leaves keeps, in the layers that it does not run,
 * the KV that its sequence holds at its position.
 */
@FunctionalInterface
public interface RowFilter {

  /**
   * Called after each layer but the last.
   *
   * @param layer the layer that is done, from 0
   * @param running the rows that ran it; may be changed and returned
   * @param mass the batch's observer, filled up to this layer; null when there is none
   * @return the rows that go on, a subset of {@code running}
   */
  BitSet afterLayer(int layer, BitSet running, @Nullable AttentionMass mass);

  /**
   * Tells whether {@link #afterKv} is called in a layer. That costs a projection of all rows which
   * is done once more for those that go on.
   */
  default boolean looksAtKv(int layer) {
    return false;
  }

  /**
   * Called inside a layer for which {@link #looksAtKv} holds, when the KV of all running rows is
   * written and none has attended yet. What is written stays, also that of rows that leave.
   *
   * @param running the rows that are about to attend; may be changed and returned
   * @return the rows that go on, a subset of {@code running}
   */
  default BitSet afterKv(int layer, BitSet running) {
    return running;
  }

  /**
   * Tells whether {@link #afterAttention} is called in a layer. That costs a projection and an
   * attention of all rows which are done once more for those that go on.
   */
  default boolean looksAtAttention(int layer) {
    return false;
  }

  /**
   * Called inside a layer for which {@link #looksAtAttention} holds, when all running rows have
   * attended and the batch's {@link AttendedListener} has heard of them.
   *
   * @param running the rows that are in the layer; may be changed and returned
   * @return the rows that go on, a subset of {@code running}
   */
  default BitSet afterAttention(int layer, BitSet running) {
    return running;
  }
}
