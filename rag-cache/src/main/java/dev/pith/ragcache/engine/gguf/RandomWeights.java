package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.gguf.GgufWriter.TensorData;
import dev.pith.ragcache.engine.math.BlockCodec;
import dev.pith.ragcache.engine.math.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Nearly normal noise that is a function of a seed and a tensor's name: the same on every JVM. */
final class RandomWeights {

  /*
   * The generators of the JDK do not promise the same normal numbers in the next release, and files
   * made here are compared with recorded logits. So each value is four 16-bit parts of one word of
   * SplitMix64 [1], added and scaled: a mean of 0, a variance of 1, no value beyond 3.5.
   *
   * [1] Fast splittable pseudorandom number generators, OOPSLA 2014
   * https://doi.org/10.1145/2660193.2660195
   */

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final float MEAN = 2 * 65_535f;
  private static final float DEVIATION = (float) Math.sqrt((65_536.0 * 65_536.0 - 1) / 3);

  /** How many values are made at once; whole blocks of every type. */
  private static final int BATCH = 1 << 14;

  private final long seed;

  RandomWeights(long seed) {
    this.seed = seed;
  }

  /** Returns values with this mean and standard deviation. */
  float[] vector(String name, int length, float mean, float deviation) {
    float[] values = new float[length];
    fill(start(name), mean, deviation, values, length);
    return values;
  }

  /** Returns so many values with mean 0, encoded batch by batch when they are written. */
  TensorData matrix(String name, TensorType type, long values, float deviation) {
    return out -> {
      float[] batch = new float[BATCH];
      ByteBuffer bytes =
          ByteBuffer.allocate((int) type.bytes(BATCH)).order(ByteOrder.LITTLE_ENDIAN);
      long start = start(name);
      for (long done = 0; done < values; done += BATCH) {
        int length = (int) Math.min(BATCH, values - done);
        fill(start + done * GOLDEN_GAMMA, 0, deviation, batch, length);
        BlockCodec.encode(type, batch, 0, length, bytes, 0);
        GgufWriter.writeFully(out, bytes.clear().limit((int) type.bytes(length)));
      }
    };
  }

  private long start(String name) {
    return mix(mix(seed) + name.hashCode());
  }

  private static void fill(long start, float mean, float deviation, float[] out, int length) {
    float scale = deviation / DEVIATION;
    long state = start;
    for (int i = 0; i < length; i++) {
      long word = mix(state);
      long sum = (word & 0xFFFF) + (word >>> 16 & 0xFFFF) + (word >>> 32 & 0xFFFF) + (word >>> 48);
      out[i] = mean + (sum - MEAN) * scale;
      state += GOLDEN_GAMMA;
    }
  }

  private static long mix(long state) {
    long word = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
    word = (word ^ word >>> 27) * 0x94D049BB133111EBL;
    return word ^ word >>> 31;
  }
}
