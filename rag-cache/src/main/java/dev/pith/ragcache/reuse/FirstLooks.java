package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttendedListener;
import dev.pith.ragcache.engine.ModelConfig;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the tokens of a prompt gather in the first layer, in a few numbers each.
 *
 * <p>A token's keys and values of the first layer depend on nothing but itself. So what it gathers
 * there is the first thing that differs between two contexts, and all that a model with only that
 * layer would have to compute again.
 */
final class FirstLooks {

  /** The layer that is looked at. */
  static final int LAYER = 0;

  /*
   * Kept are sums with random signs: their squared distance is that of the whole vectors in the
   * mean (Johnson and Lindenstrauss; Achlioptas, JCSS 66, 2003), within a fifth at this width.
   */
  private static final int NUMBERS = 64;

  private static final long SEED = 0x5117C4;

  private final float[][] signs;
  private final float[][] looks;

  /**
   * Creates looks of nothing.
   *
   * @param signs those of the model
   * @param positions how many tokens the prompt has
   */
  FirstLooks(float[][] signs, int positions) {
    this.signs = signs;
    looks = new float[positions][];
  }

  /** Returns what hears the rows of a pass. */
  AttendedListener of(int[] positions) {
    return (row, values, offset) -> looks[positions[row]] = sketch(values, offset);
  }

  /** Returns the look of a position; null when it was not heard. */
  float @Nullable [] at(int position) {
    return looks[position];
  }

  /**
   * Returns the squared distance of a position's look from another.
   *
   * @param other null when it is not known: it may be as far as anything
   */
  double distance(int position, float @Nullable [] other) {
    float[] own = looks[position];
    if (own == null || other == null || own.length != other.length) {
      return Double.MAX_VALUE;
    }
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      double difference = (double) own[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }

  private float[] sketch(float[] values, int offset) {
    float[] sketch = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      float[] row = signs[i];
      float sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += row[j] * values[offset + j];
      }
      sketch[i] = sum;
    }
    return sketch;
  }

  /** Returns the signs that every look of a model is made with: always the same. */
  static float[][] signs(ModelConfig config) {
    int width = config.heads() * config.headDim();
    SplittableRandom random = new SplittableRandom(SEED);
    float unit = (float) (1 / Math.sqrt(NUMBERS));
    float[][] signs = new float[NUMBERS][width];
    for (float[] row : signs) {
      for (int j = 0; j < width; j++) {
        row[j] = random.nextBoolean() ? unit : -unit;
      }
    }
    return signs;
  }
}
