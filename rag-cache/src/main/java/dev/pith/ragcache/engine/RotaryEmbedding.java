package dev.pith.ragcache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rotates queries and keys by their position: pair j of a head turns by {@code position *
 * speed(j)}.
 *
 * <p>Cosines and sines are computed in pages of positions when first asked for, and kept.
 * Thread-safe.
 */
final class RotaryEmbedding {

  /*
   * Angles are computed in double precision and only their cosines and sines are rounded. llama.cpp
   * multiplies floats step by step instead; at position 4000 that alone moves logits by 5e-4. The
   * chain is offered so that a comparison with it can be close.
   *
   * YaRN [1] blends the scaled and the unscaled speed by how many turns a pair makes within the
   * original context: 32 turns and more keep their speed, 1 turn and less are slowed down.
   *
   * [1] YaRN: Efficient Context Window Extension of Large Language Models
   * https://arxiv.org/abs/2309.00071
   */

  private static final int PAGE_POSITIONS = 256;
  private static final double FAST_TURNS = 32;
  private static final double SLOW_TURNS = 1;

  private final RotaryConfig config;
  private final EngineSettings.Angles angles;
  private final int headDim;
  private final int pairs;
  private final float @Nullable [] slowdown;
  private final double magnitude;

  /** A page holds, for each position, the cosines of all pairs and then their sines. */
  private volatile float[][] pages = new float[0][];

  /**
   * Creates the rotation.
   *
   * @param headDim the length of a head, even
   * @param slowdown what the speed of each of the {@code headDim / 2} pairs is divided by; null
   *     when nothing
   */
  RotaryEmbedding(
      RotaryConfig config, EngineSettings.Angles angles, int headDim, float @Nullable [] slowdown) {
    this.config = config;
    this.angles = angles;
    this.headDim = headDim;
    this.pairs = headDim / 2;
    this.slowdown = slowdown == null ? null : slowdown.clone();
    this.magnitude =
        config.scaling() == RotaryConfig.Scaling.YARN
            ? config.attentionFactor() * (1 + 0.1 * Math.log(config.factor()))
            : config.attentionFactor();
  }

  /** Turns {@code heads} heads that lie one after another from {@code offset} on. */
  void rotate(float[] x, int offset, int heads, int position) {
    float[] page = page(position);
    int cosines = position % PAGE_POSITIONS * headDim;
    for (int head = 0; head < heads; head++) {
      int at = offset + head * headDim;
      if (config.pairing() == RotaryConfig.Pairing.ADJACENT) {
        turnAdjacent(x, at, page, cosines);
      } else {
        turnHalves(x, at, page, cosines);
      }
    }
  }

  /** Undoes {@link #rotate}, up to rounding. */
  void rotateBack(float[] x, int offset, int heads, int position) {
    float[] page = page(position);
    int cosines = position % PAGE_POSITIONS * headDim;
    boolean adjacent = config.pairing() == RotaryConfig.Pairing.ADJACENT;
    float scale = (float) (1 / (magnitude * magnitude));
    for (int head = 0; head < heads; head++) {
      int at = offset + head * headDim;
      for (int j = 0; j < pairs; j++) {
        int first = adjacent ? at + 2 * j : at + j;
        int second = adjacent ? first + 1 : first + pairs;
        float cosine = page[cosines + j] * scale;
        float sine = page[cosines + pairs + j] * scale;
        float x0 = x[first];
        float x1 = x[second];
        x[first] = x0 * cosine + x1 * sine;
        x[second] = x1 * cosine - x0 * sine;
      }
    }
  }

  private void turnAdjacent(float[] x, int at, float[] page, int cosines) {
    for (int j = 0; j < pairs; j++) {
      float cosine = page[cosines + j];
      float sine = page[cosines + pairs + j];
      float x0 = x[at + 2 * j];
      float x1 = x[at + 2 * j + 1];
      x[at + 2 * j] = x0 * cosine - x1 * sine;
      x[at + 2 * j + 1] = x0 * sine + x1 * cosine;
    }
  }

  private void turnHalves(float[] x, int at, float[] page, int cosines) {
    for (int j = 0; j < pairs; j++) {
      float cosine = page[cosines + j];
      float sine = page[cosines + pairs + j];
      float x0 = x[at + j];
      float x1 = x[at + pairs + j];
      x[at + j] = x0 * cosine - x1 * sine;
      x[at + pairs + j] = x0 * sine + x1 * cosine;
    }
  }

  private float[] page(int position) {
    int index = position / PAGE_POSITIONS;
    float[][] known = pages;
    return index < known.length ? known[index] : addPages(index);
  }

  private synchronized float[] addPages(int index) {
    float[][] known = pages;
    if (index >= known.length) {
      int before = known.length;
      known = Arrays.copyOf(known, index + 1);
      for (int i = before; i <= index; i++) {
        known[i] = newPage(i * PAGE_POSITIONS);
      }
      pages = known;
    }
    return known[index];
  }

  private float[] newPage(int firstPosition) {
    float[] page = new float[PAGE_POSITIONS * headDim];
    double[] theta = new double[pairs];
    for (int i = 0; i < PAGE_POSITIONS; i++) {
      if (angles == EngineSettings.Angles.EXACT) {
        fillExact(theta, firstPosition + i);
      } else {
        fillChain(theta, firstPosition + i);
      }
      for (int j = 0; j < pairs; j++) {
        page[i * headDim + j] = (float) (Math.cos(theta[j]) * magnitude);
        page[i * headDim + pairs + j] = (float) (Math.sin(theta[j]) * magnitude);
      }
    }
    return page;
  }

  private void fillExact(double[] theta, int position) {
    for (int j = 0; j < pairs; j++) {
      double unscaled = position * Math.pow(config.base(), -2.0 * j / headDim) / slowdown(j);
      theta[j] = scaled(unscaled, unscaled / factor(), j);
    }
  }

  private void fillChain(double[] theta, int position) {
    float step = (float) Math.pow((float) config.base(), -2.0f / headDim);
    float scale = (float) (1 / factor());
    float chain = position;
    for (int j = 0; j < pairs; j++) {
      float unscaled = chain / slowdown(j);
      theta[j] = (float) scaled(unscaled, scale * unscaled, j);
      chain *= step;
    }
  }

  private double factor() {
    return config.scaling() == RotaryConfig.Scaling.NONE ? 1 : config.factor();
  }

  private double scaled(double unscaled, double divided, int pair) {
    if (config.scaling() != RotaryConfig.Scaling.YARN) {
      return divided;
    }
    double low = Math.max(0, Math.floor(pairWithTurns(FAST_TURNS)));
    double high = Math.min(headDim - 1, Math.ceil(pairWithTurns(SLOW_TURNS)));
    double slow = Math.min(1, Math.max(0, (pair - low) / Math.max(0.001, high - low)));
    return divided * slow + unscaled * (1 - slow);
  }

  /** Returns which pair, as a real number, makes so many turns within the original context. */
  private double pairWithTurns(double turns) {
    return headDim
        * Math.log(config.originalContext() / (turns * 2 * Math.PI))
        / (2 * Math.log(config.base()));
  }

  private float slowdown(int pair) {
    return slowdown == null ? 1 : slowdown[pair];
  }
}
