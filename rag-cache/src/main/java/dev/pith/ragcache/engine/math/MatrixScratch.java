package dev.pith.ragcache.engine.math;

/** Memory that one thread keeps between matrix products. */
public final class MatrixScratch {

  /** Sixteen vectors of at most sixteen floats. */
  private static final int SUMS = 256;

  private float[] floats = new float[0];
  private byte[] bytes = new byte[0];
  private final float[] sums = new float[SUMS];

  MatrixScratch() {}

  /** Returns at least so many floats; what they hold stays until more are asked for. */
  float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
    return floats;
  }

  /** Returns at least so many bytes; what they hold stays until more are asked for. */
  byte[] bytes(int length) {
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    return bytes;
  }

  /** Returns room for sixteen vectors of sums. */
  float[] sums() {
    return sums;
  }
}
