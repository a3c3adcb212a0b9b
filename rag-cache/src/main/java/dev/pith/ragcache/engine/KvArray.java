package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.AttentionMath;
import dev.pith.ragcache.engine.math.HalfFloat;
import java.util.Arrays;

/** A fixed number of keys' or values' numbers in the precision of their {@link KvType}. */
abstract sealed class KvArray {

  /** Returns an array of zeros. */
  static KvArray of(KvType type, int length) {
    return type == KvType.F32 ? new Floats(length) : new Halves(length);
  }

  /** Writes {@code count} numbers at {@code at}, {@code at + stride} and so on. */
  abstract void put(int at, int stride, float[] from, int fromOffset, int count);

  /** Reads {@code count} numbers from {@code at}, {@code at + stride} and so on. */
  abstract void get(int at, int stride, float[] to, int toOffset, int count);

  /**
   * Returns an array that holds {@code count} numbers from {@code at} on: at {@code at} when they
   * are kept as floats, else at 0 of {@code scratch}.
   */
  abstract float[] floats(int at, int count, float[] scratch, AttentionMath math);

  /** Takes over the numbers of an array of the same type and length. */
  abstract void copyFrom(KvArray other);

  abstract void clear();

  private static final class Floats extends KvArray {

    private final float[] numbers;

    Floats(int length) {
      numbers = new float[length];
    }

    @Override
    void put(int at, int stride, float[] from, int fromOffset, int count) {
      if (stride == 1) {
        System.arraycopy(from, fromOffset, numbers, at, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        numbers[at + i * stride] = from[fromOffset + i];
      }
    }

    @Override
    void get(int at, int stride, float[] to, int toOffset, int count) {
      for (int i = 0; i < count; i++) {
        to[toOffset + i] = numbers[at + i * stride];
      }
    }

    @Override
    float[] floats(int at, int count, float[] scratch, AttentionMath math) {
      return numbers;
    }

    @Override
    void copyFrom(KvArray other) {
      System.arraycopy(((Floats) other).numbers, 0, numbers, 0, numbers.length);
    }

    @Override
    void clear() {
      Arrays.fill(numbers, 0);
    }
  }

  private static final class Halves extends KvArray {

    private final short[] numbers;

    Halves(int length) {
      numbers = new short[length];
    }

    @Override
    void put(int at, int stride, float[] from, int fromOffset, int count) {
      for (int i = 0; i < count; i++) {
        numbers[at + i * stride] = HalfFloat.ofFloat(from[fromOffset + i]);
      }
    }

    @Override
    void get(int at, int stride, float[] to, int toOffset, int count) {
      for (int i = 0; i < count; i++) {
        to[toOffset + i] = HalfFloat.toFloat(numbers[at + i * stride]);
      }
    }

    @Override
    float[] floats(int at, int count, float[] scratch, AttentionMath math) {
      math.widen(numbers, at, scratch, 0, count);
      return scratch;
    }

    @Override
    void copyFrom(KvArray other) {
      System.arraycopy(((Halves) other).numbers, 0, numbers, 0, numbers.length);
    }

    @Override
    void clear() {
      Arrays.fill(numbers, (short) 0);
    }
  }
}
