package dev.pith.ragcache.engine.math;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** The attention kernels with vectors, in tiles of four queries, each part compiled by itself. */
final class VectorAttentionMath implements AttentionMath {

  private static final int LANES = Lanes.COUNT;
  private static final Class<?> ROW = float[].class;
  private static final Class<?> AT = int.class;

  private static final MethodHandle[] SCORE_FOURS =
      kernel("scoreFours", float[][].class, AT, AT, ROW, AT, ROW, AT, AT);
  private static final MethodHandle[] SCORE_ONES =
      kernel("scoreOnes", float[][].class, AT, AT, ROW, AT, ROW, AT);
  private static final MethodHandle[] ADD_FOURS =
      kernel("addFours", ROW, AT, AT, ROW, AT, AT, ROW, AT);
  private static final MethodHandle[] ADD_ONES = kernel("addOnes", ROW, AT, AT, ROW, AT, ROW, AT);
  private static final MethodHandle[] ADD_REST =
      kernel("addRest", ROW, AT, AT, AT, ROW, AT, ROW, AT);
  private static final MethodHandle[] WIDEN = kernel("widen", short[].class, AT, ROW, AT, AT);

  private static MethodHandle[] kernel(String name, Class<?>... parameters) {
    return KernelHandles.of(
        VectorAttention.class, name, MethodType.methodType(void.class, parameters));
  }

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
    int query = queriesOffset;
    int out = scoresOffset;
    try {
      int i = 0;
      for (; i + 3 < n; i += 4) {
        SCORE_FOURS[0].invokeExact(
            keys, keysOffset, headDim, queries, query, scores, out, scoresStride);
        query += 4 * headDim;
        out += 4 * scoresStride;
      }
      for (; i < n; i++) {
        SCORE_ONES[0].invokeExact(keys, keysOffset, headDim, queries, query, scores, out);
        query += headDim;
        out += scoresStride;
      }
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
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
    try {
      for (int b = 0; b < blocks; b++) {
        int weight = weightsOffset + b * SLOTS;
        addBlock(
            values[b], valuesOffset, headDim, weights, weight, weightsStride, n, out, outOffset);
      }
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  private static void addBlock(
      float[] block,
      int valuesOffset,
      int headDim,
      float[] weights,
      int weightsOffset,
      int stride,
      int n,
      float[] out,
      int outOffset)
      throws Throwable {
    int weight = weightsOffset;
    int to = outOffset;
    int i = 0;
    int done = headDim - headDim % (2 * LANES);
    for (; i + 3 < n; i += 4) {
      ADD_FOURS[0].invokeExact(block, valuesOffset, headDim, weights, weight, stride, out, to);
      for (int row = 0; row < 4; row++) {
        addRest(block, valuesOffset, headDim, done, weights, weight, out, to);
        weight += stride;
        to += headDim;
      }
    }
    done = headDim - headDim % (4 * LANES);
    for (; i < n; i++) {
      ADD_ONES[0].invokeExact(block, valuesOffset, headDim, weights, weight, out, to);
      addRest(block, valuesOffset, headDim, done, weights, weight, out, to);
      weight += stride;
      to += headDim;
    }
  }

  private static void addRest(
      float[] block,
      int valuesOffset,
      int headDim,
      int done,
      float[] weights,
      int weight,
      float[] out,
      int to)
      throws Throwable {
    if (done < headDim) {
      ADD_REST[0].invokeExact(block, valuesOffset, headDim, done, weights, weight, out, to);
    }
  }

  @Override
  public void widen(short[] halves, int offset, float[] out, int outOffset, int length) {
    try {
      WIDEN[0].invokeExact(halves, offset, out, outOffset, length);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }
}
