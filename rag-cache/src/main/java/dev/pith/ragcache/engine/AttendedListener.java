package dev.pith.ragcache.engine;

/** Hears what rows have gathered by attention in one layer. */
@FunctionalInterface
public interface AttendedListener {

  /**
   * Called for each row that attends in the layer, on the thread of the pass.
   *
   * @param row its number in the batch
   * @param values {@code heads x headDim} numbers from {@code offset} on, before the heads are
   *     mixed; not to be kept
   */
  void onAttended(int row, float[] values, int offset);
}
