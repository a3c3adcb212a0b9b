package dev.pith.ragcache.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides between layers which rows go on. A row that leaves keeps, in later layers, the KV that
 * its sequence already holds at its position.
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
}
