package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.EngineSettings.Angles;
import dev.pith.ragcache.engine.RotaryConfig.Pairing;
import dev.pith.ragcache.engine.RotaryConfig.Scaling;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RotaryEmbeddingTest {

  @ParameterizedTest
  @CsvSource({
    "ADJACENT, 3, 1, -1.272233, -1.838865, 2.878668, 4.088187",
    "HALVES, 3, 1, -1.413353, 1.879118, -2.828857, 4.058191",
    "ADJACENT, 1000, 1, -1.09138, 1.951638, -0.34113, -4.988349",
    "ADJACENT, 3, 8, -1.272233, -1.838865, 2.984979, 4.011222",
  })
  void rotate_knownPositions_asLlamaCpp(
      Pairing pairing, int position, float slowdown, float a, float b, float c, float d) {
    for (Angles angles : Angles.values()) {
      float[] x = {9, 1, 2, 3, 4, 9};
      float[] slowdowns = {1, slowdown};
      RotaryConfig config = RotaryConfig.unscaled(pairing, 10_000);

      new RotaryEmbedding(config, angles, 4, slowdowns).rotate(x, 1, 1, position);

      assertThat(x)
          .as("%s", angles)
          .usingComparatorWithPrecision(2e-6f)
          .containsExactly(9, a, b, c, d, 9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rotate_twice_isTheSumOfBothPositions(Pairing pairing) {
    RotaryEmbedding rotary = rotary(RotaryConfig.unscaled(pairing, 10_000), 64, null);
    float[] once = random(3 * 64);
    float[] twice = once.clone();

    rotary.rotate(once, 0, 3, 12);
    rotary.rotate(twice, 0, 3, 5);
    rotary.rotate(twice, 0, 3, 7);

    assertThat(twice).usingComparatorWithPrecision(1e-6f).containsExactly(once);
  }

  @ParameterizedTest
  @EnumSource
  void rotateBack_scaledMagnitude_undoes(Pairing pairing) {
    RotaryConfig yarn = new RotaryConfig(pairing, 10_000, Scaling.YARN, 4, 128, 1.5);
    RotaryEmbedding rotary = rotary(yarn, 64, null);
    float[] x = random(2 * 64);
    float[] moved = x.clone();

    rotary.rotate(moved, 0, 2, 1234);
    rotary.rotateBack(moved, 0, 2, 1234);

    assertThat(moved).usingComparatorWithPrecision(1e-6f).containsExactly(x);
  }

  @Test
  void rotate_linear_isAFractionOfThePosition() {
    RotaryConfig linear = new RotaryConfig(Pairing.HALVES, 10_000, Scaling.LINEAR, 4, 128, 1);
    float[] scaled = random(64);
    float[] plain = scaled.clone();

    rotary(linear, 64, null).rotate(scaled, 0, 1, 28);
    rotary(RotaryConfig.unscaled(Pairing.HALVES, 10_000), 64, null).rotate(plain, 0, 1, 7);

    assertThat(scaled).usingComparatorWithPrecision(1e-6f).containsExactly(plain);
  }

  /** Pair 0 of 64 turns once in 2 pi positions, pair 31 not once in the original context. */
  @Test
  void rotate_yarn_slowsDownSlowPairsOnly() {
    RotaryConfig yarn = new RotaryConfig(Pairing.HALVES, 1e6, Scaling.YARN, 4, 2048, 1);
    float[] x = new float[64];
    x[0] = 1;
    x[31] = 1;
    double magnitude = 1 + 0.1 * Math.log(4);
    double slowest = Math.pow(1e6, -62.0 / 64);

    rotary(yarn, 64, null).rotate(x, 0, 1, 1000);

    assertThat((double) x[0]).isCloseTo(Math.cos(1000) * magnitude, within(1e-6));
    assertThat((double) x[63]).isCloseTo(Math.sin(1000 * slowest / 4) * magnitude, within(1e-8));
  }

  @Test
  void rotate_floatChain_driftsFromTheExactAngle() {
    RotaryConfig config = RotaryConfig.unscaled(Pairing.HALVES, 10_000);
    float[] exact = random(128);
    float[] chain = exact.clone();

    rotary(config, 128, null).rotate(exact, 0, 1, 4000);
    new RotaryEmbedding(config, Angles.FLOAT_CHAIN, 128, null).rotate(chain, 0, 1, 4000);

    double most = 0;
    for (int i = 0; i < exact.length; i++) {
      most = Math.max(most, Math.abs(exact[i] - chain[i]));
    }
    assertThat(most).isBetween(1e-5, 1e-2);
  }

  private static RotaryEmbedding rotary(
      RotaryConfig config, int headDim, float @Nullable [] slowdown) {
    return new RotaryEmbedding(config, Angles.EXACT, headDim, slowdown);
  }

  private static float[] random(int length) {
    Random random = new Random(length);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
