package dev.pith.ragcache.engine.math;

import java.util.Arrays;

/** The attention kernels in plain Java, in loops that the compiler can turn into vector code. */
final class PlainAttentionMath implements AttentionMath {

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
      for (int i = 0; i < n; i++) {
        int out = scoresOffset + i * scoresStride + b * SLOTS;
        Arrays.fill(scores, out, out + SLOTS, 0);
        for (int d = 0; d < headDim; d++) {
          addScaled(
              queries[queriesOffset + i * headDim + d],
              keys[b],
              keysOffset + d * SLOTS,
              scores,
              out,
              SLOTS);
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
      for (int i = 0; i < n; i++) {
        for (int s = 0; s < SLOTS; s++) {
          addScaled(
              weights[weightsOffset + i * weightsStride + b * SLOTS + s],
              values[b],
              valuesOffset + s * headDim,
              out,
              outOffset + i * headDim,
              headDim);
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

  private static void addScaled(
      float scale, float[] from, int fromOffset, float[] to, int toOffset, int length) {
    for (int i = 0; i < length; i++) {
      to[toOffset + i] += scale * from[fromOffset + i];
    }
  }
}
