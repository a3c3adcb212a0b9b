package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.floats;

import jdk.incubator.vector.FloatVector;

/** The parts of the attention kernels, as {@link AttentionMath} describes them. */
final class VectorAttention {

  /*
   * Eight sums run side by side, which keeps two multiply-add units busy over their latency of four
   * cycles and leaves registers free even where there are sixteen. Each sum is a chain of fused
   * multiply-adds in the order of d, or of the positions; all tiles, and the plain loops at the end
   * of a row, follow the same chain, so that a result does not depend on its tile.
   */

  private static final int LANES = Lanes.COUNT;
  private static final int SLOTS = AttentionMath.SLOTS;

  /** How many vectors the slots of a block fill. */
  private static final int VECTORS = SLOTS / LANES;

  private VectorAttention() {}

  /** Multiplies four queries with the slots of a group. */
  static void scoreFours(
      float[][] keys,
      int keysOffset,
      int headDim,
      float[] queries,
      int query,
      float[] scores,
      int out,
      int stride) {
    for (int v = 0; v < AttentionMath.GROUP * VECTORS; v += 2) {
      scoreFour(
          keys[v / VECTORS],
          keysOffset + v % VECTORS * LANES,
          keys[(v + 1) / VECTORS],
          keysOffset + (v + 1) % VECTORS * LANES,
          headDim,
          queries,
          query,
          scores,
          out + v * LANES,
          stride);
    }
  }

  /** Multiplies four queries with two vectors of slots. */
  private static void scoreFour(
      float[] keysA,
      int a,
      float[] keysB,
      int b,
      int headDim,
      float[] queries,
      int query,
      float[] scores,
      int out,
      int stride) {
    FloatVector a0 = Lanes.zero();
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    for (int d = 0; d < headDim; d++) {
      FloatVector keyA = floats(keysA, a + d * SLOTS);
      FloatVector keyB = floats(keysB, b + d * SLOTS);
      FloatVector q0 = all(queries[query + d]);
      a0 = keyA.fma(q0, a0);
      b0 = keyB.fma(q0, b0);
      FloatVector q1 = all(queries[query + headDim + d]);
      a1 = keyA.fma(q1, a1);
      b1 = keyB.fma(q1, b1);
      FloatVector q2 = all(queries[query + 2 * headDim + d]);
      a2 = keyA.fma(q2, a2);
      b2 = keyB.fma(q2, b2);
      FloatVector q3 = all(queries[query + 3 * headDim + d]);
      a3 = keyA.fma(q3, a3);
      b3 = keyB.fma(q3, b3);
    }
    Lanes.store(a0, scores, out);
    Lanes.store(b0, scores, out + LANES);
    Lanes.store(a1, scores, out + stride);
    Lanes.store(b1, scores, out + stride + LANES);
    Lanes.store(a2, scores, out + 2 * stride);
    Lanes.store(b2, scores, out + 2 * stride + LANES);
    Lanes.store(a3, scores, out + 3 * stride);
    Lanes.store(b3, scores, out + 3 * stride + LANES);
  }

  /** Multiplies one query with the slots of a group. */
  static void scoreOnes(
      float[][] keys,
      int keysOffset,
      int headDim,
      float[] queries,
      int query,
      float[] scores,
      int out) {
    for (int v = 0; v < AttentionMath.GROUP * VECTORS; v += 4) {
      scoreOne(keys, keysOffset, v, headDim, queries, query, scores, out + v * LANES);
    }
  }

  /** Multiplies one query with the vectors v to v + 3 of the slots of a group. */
  private static void scoreOne(
      float[][] keys,
      int keysOffset,
      int v,
      int headDim,
      float[] queries,
      int query,
      float[] scores,
      int out) {
    float[] keysA = keys[v / VECTORS];
    float[] keysB = keys[(v + 1) / VECTORS];
    float[] keysC = keys[(v + 2) / VECTORS];
    float[] keysD = keys[(v + 3) / VECTORS];
    int a = keysOffset + v % VECTORS * LANES;
    int b = keysOffset + (v + 1) % VECTORS * LANES;
    int c = keysOffset + (v + 2) % VECTORS * LANES;
    int e = keysOffset + (v + 3) % VECTORS * LANES;
    FloatVector sumA = Lanes.zero();
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int d = 0; d < headDim; d++) {
      FloatVector q = all(queries[query + d]);
      sumA = floats(keysA, a + d * SLOTS).fma(q, sumA);
      sumB = floats(keysB, b + d * SLOTS).fma(q, sumB);
      sumC = floats(keysC, c + d * SLOTS).fma(q, sumC);
      sumD = floats(keysD, e + d * SLOTS).fma(q, sumD);
    }
    Lanes.store(sumA, scores, out);
    Lanes.store(sumB, scores, out + LANES);
    Lanes.store(sumC, scores, out + 2 * LANES);
    Lanes.store(sumD, scores, out + 3 * LANES);
  }

  /** Adds the values of a block, as far as pairs of vectors reach, to four rows. */
  static void addFours(
      float[] block,
      int valuesOffset,
      int headDim,
      float[] weights,
      int weight,
      int stride,
      float[] out,
      int to) {
    for (int d = 0; d + 2 * LANES <= headDim; d += 2 * LANES) {
      addFour(block, valuesOffset + d, headDim, weights, weight, stride, out, to + d);
    }
  }

  /** Adds two vectors of each value of a block to four rows. */
  private static void addFour(
      float[] block,
      int at,
      int headDim,
      float[] weights,
      int weight,
      int stride,
      float[] out,
      int to) {
    int to1 = to + headDim;
    int to2 = to1 + headDim;
    int to3 = to2 + headDim;
    FloatVector a0 = floats(out, to);
    FloatVector a1 = floats(out, to1);
    FloatVector a2 = floats(out, to2);
    FloatVector a3 = floats(out, to3);
    FloatVector b0 = floats(out, to + LANES);
    FloatVector b1 = floats(out, to1 + LANES);
    FloatVector b2 = floats(out, to2 + LANES);
    FloatVector b3 = floats(out, to3 + LANES);
    for (int s = 0; s < SLOTS; s++) {
      FloatVector valueA = floats(block, at + s * headDim);
      FloatVector valueB = floats(block, at + s * headDim + LANES);
      FloatVector w0 = all(weights[weight + s]);
      a0 = valueA.fma(w0, a0);
      b0 = valueB.fma(w0, b0);
      FloatVector w1 = all(weights[weight + stride + s]);
      a1 = valueA.fma(w1, a1);
      b1 = valueB.fma(w1, b1);
      FloatVector w2 = all(weights[weight + 2 * stride + s]);
      a2 = valueA.fma(w2, a2);
      b2 = valueB.fma(w2, b2);
      FloatVector w3 = all(weights[weight + 3 * stride + s]);
      a3 = valueA.fma(w3, a3);
      b3 = valueB.fma(w3, b3);
    }
    Lanes.store(a0, out, to);
    Lanes.store(a1, out, to1);
    Lanes.store(a2, out, to2);
    Lanes.store(a3, out, to3);
    Lanes.store(b0, out, to + LANES);
    Lanes.store(b1, out, to1 + LANES);
    Lanes.store(b2, out, to2 + LANES);
    Lanes.store(b3, out, to3 + LANES);
  }

  /** Adds the values of a block, as far as fours of vectors reach, to one row. */
  static void addOnes(
      float[] block,
      int valuesOffset,
      int headDim,
      float[] weights,
      int weight,
      float[] out,
      int to) {
    for (int d = 0; d + 4 * LANES <= headDim; d += 4 * LANES) {
      addOne(block, valuesOffset + d, headDim, weights, weight, out, to + d);
    }
  }

  /** Adds four vectors of each value of a block to one row. */
  private static void addOne(
      float[] block, int at, int headDim, float[] weights, int weight, float[] out, int to) {
    FloatVector a = floats(out, to);
    FloatVector b = floats(out, to + LANES);
    FloatVector c = floats(out, to + 2 * LANES);
    FloatVector d = floats(out, to + 3 * LANES);
    for (int s = 0; s < SLOTS; s++) {
      int value = at + s * headDim;
      FloatVector w = all(weights[weight + s]);
      a = floats(block, value).fma(w, a);
      b = floats(block, value + LANES).fma(w, b);
      c = floats(block, value + 2 * LANES).fma(w, c);
      d = floats(block, value + 3 * LANES).fma(w, d);
    }
    Lanes.store(a, out, to);
    Lanes.store(b, out, to + LANES);
    Lanes.store(c, out, to + 2 * LANES);
    Lanes.store(d, out, to + 3 * LANES);
  }

  /** Adds the numbers from {@code first} on of each value of a block to one row. */
  static void addRest(
      float[] block,
      int valuesOffset,
      int headDim,
      int first,
      float[] weights,
      int weight,
      float[] out,
      int to) {
    int d = first;
    for (; d + LANES <= headDim; d += LANES) {
      FloatVector sum = floats(out, to + d);
      for (int s = 0; s < SLOTS; s++) {
        FloatVector value = floats(block, valuesOffset + s * headDim + d);
        sum = value.fma(all(weights[weight + s]), sum);
      }
      Lanes.store(sum, out, to + d);
    }
    for (; d < headDim; d++) {
      float sum = out[to + d];
      for (int s = 0; s < SLOTS; s++) {
        sum = Math.fma(block[valuesOffset + s * headDim + d], weights[weight + s], sum);
      }
      out[to + d] = sum;
    }
  }

  /** Reads halves. */
  static void widen(short[] halves, int offset, float[] out, int outOffset, int length) {
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      Lanes.halves(halves, offset + i).intoArray(out, outOffset + i);
    }
    for (; i < length; i++) {
      out[outOffset + i] = HalfFloat.toFloat(halves[offset + i]);
    }
  }
}
