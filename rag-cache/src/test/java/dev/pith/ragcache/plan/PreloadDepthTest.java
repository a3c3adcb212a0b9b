package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreloadDepthTest {

  @ParameterizedTest
  @CsvSource({
    "32, 4, 5, 8, 1",
    "32, 4, 3, 1, 3",
    "32, 1, 4, 25, 1",
    "80, 6, 6.5, 8, .5",
    "32, 4, 0, 1, 0",
    "1, 1, 9, 1, 9",
    "16, .2, .3, 6, .3"
  })
  void of_depth_neverWaits_andOneLessDoes(
      int layers, double compute, double load, int depth, double stallOfOneLess) {
    assertThat(PreloadDepth.of(layers, compute, load)).isEqualTo(depth);
    assertThat(stall(layers, compute, load, depth)).isEqualTo(0, within(1e-9));
    assertThat(stall(layers, compute, load, depth - 1)).isEqualTo(stallOfOneLess, within(1e-9));
  }

  @Test
  void of_anyTimes_isTheLeastDepthThatNeverWaits() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      int layers = 1 + random.nextInt(100);
      int compute = 1 + random.nextInt(50);
      int load = random.nextInt(100);
      int least = 1;
      while (stall(layers, compute, load, least) > 1e-9) {
        least++;
      }

      assertThat(PreloadDepth.of(layers, compute, load)).as("seed %s", seed).isEqualTo(least);
    }
  }

  @Test
  void of_loadingIsMuchSlower_isAtMostAllLayers() {
    assertThat(PreloadDepth.of(24, 1e-9, 1e9)).isEqualTo(24);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void of_badComputeTime_isRefused(double time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreloadDepth.of(4, time, 1))
        .withMessage("computeTime must be positive and finite: " + time);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void of_badLoadTime_isRefused(double time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreloadDepth.of(4, 1, time))
        .withMessage("loadTime must be >= 0 and finite: " + time);
  }

  @Test
  void of_noLayers_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreloadDepth.of(0, 1, 1))
        .withMessage("layers must be positive: 0");
  }

  /**
   * Returns how long computing waits in all when it begins with so many layers there, and the
   * others are loaded one after the other from then on.
   */
  private static double stall(int layers, double compute, double load, int depth) {
    double time = 0;
    double waited = 0;
    for (int layer = 1; layer <= layers; layer++) {
      double ready = Math.max(0, layer - depth) * load;
      waited += Math.max(0, ready - time);
      time = Math.max(time, ready) + compute;
    }
    return waited;
  }
}
