package dev.pith.ragcache.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Adds up, per layer and row, how much of the row's attention falls on each segment of positions,
 * averaged over heads. The masses of a row sum to 1 in each layer that it ran.
 *
 * <p>Kept are {@code layers x rows x segments} floats, never a matrix over positions; a further
 * pass starts anew. Not thread-safe; read it after the pass, or in a {@link RowFilter}.
 */
public final class AttentionMass {

  private static final int MIXED = -1;

  private final int[] segmentOfPosition;

  /** The segment of a block's positions when all are of one, else {@link #MIXED}. */
  private final int[] segmentOfBlock;

  private final int segments;
  private float[] masses = new float[0];
  private int[] layersRun = new int[0];
  private int rows;

  /**
   * Creates an observer.
   *
   * @param segmentOfPosition the segment of each position, in [0, segments); positions past its end
   *     belong to the last segment
   * @param segments how many segments there are
   */
  public AttentionMass(int[] segmentOfPosition, int segments) {
    if (segments < 1) {
      throw new IllegalArgumentException("segments must be positive: " + segments);
    }
    for (int segment : segmentOfPosition) {
      if (segment < 0 || segment >= segments) {
        throw new IllegalArgumentException("segment must be in [0, " + segments + "): " + segment);
      }
    }
    this.segmentOfPosition = segmentOfPosition.clone();
    this.segments = segments;
    this.segmentOfBlock =
        IntStream.range(0, (segmentOfPosition.length + KvBlock.SLOTS - 1) / KvBlock.SLOTS)
            .map(this::segmentOfBlock)
            .toArray();
  }

  /** Returns how many segments there are. */
  public int segments() {
    return segments;
  }

  /** Returns how many rows the last pass had. */
  public int rows() {
    return rows;
  }

  /** Returns how many layers, from 0 on, a row of the last pass has run. */
  public int layersRun(int row) {
    if (row < 0 || row >= rows) {
      throw new IllegalArgumentException("row must be in [0, " + rows + "): " + row);
    }
    return layersRun[row];
  }

  /**
   * Returns the share of a row's attention, in [0, 1], that falls on a segment.
   *
   * @throws IllegalArgumentException when the row has not run the layer
   */
  public float mass(int layer, int row, int segment) {
    if (layer < 0 || layer >= layersRun(row)) {
      throw new IllegalArgumentException("row " + row + " has not run layer " + layer);
    }
    if (segment < 0 || segment >= segments) {
      throw new IllegalArgumentException("segment must be in [0, " + segments + "): " + segment);
    }
    return masses[(layer * rows + row) * segments + segment];
  }

  /** Forgets everything and makes room. */
  void begin(int layers, int rows) {
    this.rows = rows;
    int length = Math.multiplyExact(Math.multiplyExact(layers, rows), segments);
    if (masses.length < length) {
      masses = new float[length];
    }
    if (layersRun.length < rows) {
      layersRun = new int[rows];
    }
    Arrays.fill(masses, 0, length, 0);
    Arrays.fill(layersRun, 0, rows, 0);
  }

  /**
   * Adds the weights of a block's slots to their segments.
   *
   * @param block its positions are {@code 16 block} and the following
   */
  void sum(int block, float[] weights, int offset, float[] masses, int massesOffset) {
    int whole = block < segmentOfBlock.length ? segmentOfBlock[block] : segments - 1;
    if (whole >= 0) {
      masses[massesOffset + whole] += sum(weights, offset);
      return;
    }
    for (int slot = 0; slot < KvBlock.SLOTS; slot++) {
      masses[massesOffset + segmentOf(block * KvBlock.SLOTS + slot)] += weights[offset + slot];
    }
  }

  /**
   * Sets the masses of a row in its next layer to the sum of {@code parts} rows of segments, over
   * {@code heads}.
   */
  void add(int row, float[] masses, int offset, int parts, int heads) {
    int at = (layersRun[row]++ * rows + row) * segments;
    for (int part = 0; part < parts; part++) {
      for (int segment = 0; segment < segments; segment++) {
        this.masses[at + segment] += masses[offset + part * segments + segment];
      }
    }
    for (int segment = 0; segment < segments; segment++) {
      this.masses[at + segment] /= heads;
    }
  }

  private int segmentOf(int position) {
    return position < segmentOfPosition.length ? segmentOfPosition[position] : segments - 1;
  }

  /** Returns the segment that all positions of a block share, or {@link #MIXED}. */
  private int segmentOfBlock(int block) {
    int first = segmentOf(block * KvBlock.SLOTS);
    for (int slot = 1; slot < KvBlock.SLOTS; slot++) {
      if (segmentOf(block * KvBlock.SLOTS + slot) != first) {
        return MIXED;
      }
    }
    return first;
  }

  private static float sum(float[] weights, int offset) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int slot = 0; slot < KvBlock.SLOTS; slot += 4) {
      a += weights[offset + slot];
      b += weights[offset + slot + 1];
      c += weights[offset + slot + 2];
      d += weights[offset + slot + 3];
    }
    return a + b + (c + d);
  }
}
