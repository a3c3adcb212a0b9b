package dev.pith.ragcache.engine.math;

/** The attention kernels in plain Java: tiles of two queries and four slots, or four numbers. */
final class PlainAttentionMath implements AttentionMath {

  /*
   * Each sum runs in the order of d, or of the slots, whatever its tile. An odd last query makes a
   * pair with itself: both halves of the tile then compute and store the same.
   */

  @Override
  public void scores(
      float[][] keys,
      int keysOffset,
      int headDim,
      float[] queries,
      int queriesOffset,
      int n,
      float[] scores,
      int scoresOffset,
      int scoresStride) {
    for (int b = 0; b < GROUP; b++) {
      for (int i = 0; i < n; i += 2) {
        int j = Math.min(i + 1, n - 1);
        int out = scoresOffset + b * SLOTS;
        for (int s = 0; s < SLOTS; s += 4) {
          scorePair(
              keys[b],
              keysOffset + s,
              headDim,
              queries,
              queriesOffset + i * headDim,
              queriesOffset + j * headDim,
              scores,
              out + i * scoresStride + s,
              out + j * scoresStride + s);
        }
      }
    }
  }

  @Override
  public void addValues(
      float[][] values,
      int blocks,
      int valuesOffset,
      int headDim,
      float[] weights,
      int weightsOffset,
      int weightsStride,
      int n,
      float[] out,
      int outOffset) {
    for (int b = 0; b < blocks; b++) {
      for (int i = 0; i < n; i += 2) {
        int j = Math.min(i + 1, n - 1);
        int weight = weightsOffset + b * SLOTS;
        int first = weight + i * weightsStride;
        int second = weight + j * weightsStride;
        int d = 0;
        for (; d + 3 < headDim; d += 4) {
          addPair(
              values[b],
              valuesOffset + d,
              headDim,
              weights,
              first,
              second,
              out,
              outOffset + i * headDim + d,
              outOffset + j * headDim + d);
        }
        addRest(values[b], valuesOffset, headDim, d, weights, first, out, outOffset + i * headDim);
        if (j > i) {
          addRest(
              values[b], valuesOffset, headDim, d, weights, second, out, outOffset + j * headDim);
        }
      }
    }
  }

  @Override
  public void widen(short[] halves, int offset, float[] out, int outOffset, int length) {
    for (int i = 0; i < length; i++) {
      out[outOffset + i] = HalfFloat.toFloat(halves[offset + i]);
    }
  }

  /** Multiplies two queries with four slots. */
  private static void scorePair(
      float[] keys,
      int key,
      int headDim,
      float[] queries,
      int first,
      int second,
      float[] scores,
      int firstOut,
      int secondOut) {
    float a0 = 0, a1 = 0, a2 = 0, a3 = 0;
    float b0 = 0, b1 = 0, b2 = 0, b3 = 0;
    for (int d = 0; d < headDim; d++) {
      int at = key + d * SLOTS;
      float k0 = keys[at];
      float k1 = keys[at + 1];
      float k2 = keys[at + 2];
      float k3 = keys[at + 3];
      float a = queries[first + d];
      float b = queries[second + d];
      a0 += a * k0;
      a1 += a * k1;
      a2 += a * k2;
      a3 += a * k3;
      b0 += b * k0;
      b1 += b * k1;
      b2 += b * k2;
      b3 += b * k3;
    }
    scores[firstOut] = a0;
    scores[firstOut + 1] = a1;
    scores[firstOut + 2] = a2;
    scores[firstOut + 3] = a3;
    scores[secondOut] = b0;
    scores[secondOut + 1] = b1;
    scores[secondOut + 2] = b2;
    scores[secondOut + 3] = b3;
  }

  /** Adds four numbers of each value of a block to two rows. */
  private static void addPair(
      float[] block,
      int at,
      int headDim,
      float[] weights,
      int first,
      int second,
      float[] out,
      int to,
      int toSecond) {
    float a0 = out[to], a1 = out[to + 1], a2 = out[to + 2], a3 = out[to + 3];
    float b0 = out[toSecond], b1 = out[toSecond + 1];
    float b2 = out[toSecond + 2], b3 = out[toSecond + 3];
    for (int s = 0; s < SLOTS; s++) {
      int value = at + s * headDim;
      float v0 = block[value];
      float v1 = block[value + 1];
      float v2 = block[value + 2];
      float v3 = block[value + 3];
      float a = weights[first + s];
      float b = weights[second + s];
      a0 += a * v0;
      a1 += a * v1;
      a2 += a * v2;
      a3 += a * v3;
      b0 += b * v0;
      b1 += b * v1;
      b2 += b * v2;
      b3 += b * v3;
    }
    out[to] = a0;
    out[to + 1] = a1;
    out[to + 2] = a2;
    out[to + 3] = a3;
    out[toSecond] = b0;
    out[toSecond + 1] = b1;
    out[toSecond + 2] = b2;
    out[toSecond + 3] = b3;
  }

  /** Adds the numbers from {@code first} on of each value of a block to one row. */
  private static void addRest(
      float[] block,
      int valuesOffset,
      int headDim,
      int first,
      float[] weights,
      int weight,
      float[] out,
      int to) {
    for (int d = first; d < headDim; d++) {
      float sum = out[to + d];
      for (int s = 0; s < SLOTS; s++) {
        sum += weights[weight + s] * block[valuesOffset + s * headDim + d];
      }
      out[to + d] = sum;
    }
  }
}
