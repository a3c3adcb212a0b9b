package dev.pith.ragcache.engine;

/**
 * Adds up, per layer and row, how much of the row's attention falls on each segment of positions,
 * averaged over heads. The masses of a row sum to 1 in each layer.
 *
 * <p>Kept are {@code layers x rows x segments} floats, never a matrix over positions. Not
 * thread-safe; read it after the pass.
 */
public final class AttentionMass {

  private final int[] segmentOfPosition;
  private final int segments;

  /**
   * Creates an observer.
   *
   * @param segmentOfPosition the segment of each position, in [0, segments); positions past its end
   *     belong to the last segment
   * @param segments how many segments there are
   */
  public AttentionMass(int[] segmentOfPosition, int segments) {
    this.segmentOfPosition = segmentOfPosition.clone();
    this.segments = segments;
  }

  /** Returns how many segments there are. */
  public int segments() {
    return segments;
  }

  int segmentOf(int position) {
    return position < segmentOfPosition.length ? segmentOfPosition[position] : segments - 1;
  }
}
