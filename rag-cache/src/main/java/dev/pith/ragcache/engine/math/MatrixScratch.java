package dev.pith.ragcache.engine.math;

/** Memory that one thread keeps between matrix products. */
public final class MatrixScratch {

  private float[] floats = new float[0];

  MatrixScratch() {}

  /** Returns at least so many floats with any content; valid until the next call. */
  float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
    return floats;
  }
}
