package dev.pith.ragcache.engine.math;

/**
 * The kernel of attention over keys and values in blocks of {@value #SLOTS} positions.
 *
 * <p>The sums of a query depend on its own numbers and on the order of the positions alone: neither
 * on the queries that run with it nor on how its blocks are grouped into calls.
 */
public interface AttentionMath {

  /** How many positions share a block. */
  int SLOTS = 16;

  /** How many blocks of keys go into a call. */
  int GROUP = 4;

  /**
   * Computes the products of queries with the keys of {@value #GROUP} blocks: {@code
   * scores[scoresOffset + i * scoresStride + b * SLOTS + s]} becomes the sum over d of {@code
   * queries[queriesOffset + i * headDim + d] * keys[b][keysOffset + d * SLOTS + s]}.
   *
   * @param keys at least {@value #GROUP} blocks, the numbers of a head as [d][slot]
   * @param headDim the length of a query, and of a key
   * @param n how many queries there are, one after another
   */
  void scores(
      float[][] keys,
      int keysOffset,
      int headDim,
      float[] queries,
      int queriesOffset,
      int n,
      float[] scores,
      int scoresOffset,
      int scoresStride);

  /**
   * Adds weighted values: {@code out[outOffset + i * headDim + d]} grows by the sum over b and s,
   * in this order, of {@code weights[weightsOffset + i * weightsStride + b * SLOTS + s] *
   * values[b][valuesOffset + s * headDim + d]}. A weight of zero adds nothing.
   *
   * @param values at least {@code blocks} blocks, the numbers of a head as [slot][d]
   * @param blocks how many blocks are added
   * @param n how many rows of weights there are
   */
  void addValues(
      float[][] values,
      int blocks,
      int valuesOffset,
      int headDim,
      float[] weights,
      int weightsOffset,
      int weightsStride,
      int n,
      float[] out,
      int outOffset);

  /** Writes the values of half floats: exactly, but that a NaN may become an infinity. */
  void widen(short[] halves, int offset, float[] out, int outOffset, int length);
}
