package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionMathTest {

  private static final int SLOTS = AttentionMath.SLOTS;
  private static final int GROUP = AttentionMath.GROUP;
  private static final int OFFSET = 5;
  private static final int STRIDE = GROUP * SLOTS + 3;

  /** Both sets of kernels, on whole vectors, on parts of one, and on no vector at all. */
  static Stream<Arguments> kernels() {
    return Stream.of(Kernels.plain(), Kernels.best())
        .flatMap(
            kernels ->
                Stream.of(2, 16, 22, 40, 64, 136)
                    .map(headDim -> Arguments.of(kernels.attention(), headDim)));
  }

  @ParameterizedTest(name = "{0}, heads of {1}")
  @MethodSource("kernels")
  void scores_anyNumberOfQueries_areTheProducts(AttentionMath math, int headDim) {
    float[][] keys = blocks(headDim, 1);
    for (int n = 1; n <= 9; n++) {
      float[] queries = floats(OFFSET + n * headDim, n);
      float[] scores = new float[OFFSET + n * STRIDE];

      math.scores(keys, OFFSET, headDim, queries, OFFSET, n, scores, OFFSET, STRIDE);

      double worst = 0;
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < GROUP * SLOTS; k++) {
          double sum = 0;
          for (int d = 0; d < headDim; d++) {
            float key = keys[k / SLOTS][OFFSET + d * SLOTS + k % SLOTS];
            sum += (double) queries[OFFSET + i * headDim + d] * key;
          }
          worst = Math.max(worst, Math.abs(scores[OFFSET + i * STRIDE + k] - sum));
        }
      }
      assertThat(worst).as("%s queries", n).isLessThan(1e-6 * headDim);
    }
  }

  @ParameterizedTest(name = "{0}, heads of {1}")
  @MethodSource("kernels")
  void addValues_anyNumberOfRows_areTheWeightedSums(AttentionMath math, int headDim) {
    float[][] values = blocks(headDim, 2);
    for (int n = 1; n <= 9; n++) {
      for (int blocks = 1; blocks <= GROUP; blocks++) {
        float[] weights = floats(OFFSET + n * STRIDE, n);
        float[] before = floats(OFFSET + n * headDim, 3);
        float[] out = before.clone();

        math.addValues(values, blocks, OFFSET, headDim, weights, OFFSET, STRIDE, n, out, OFFSET);

        double worst = 0;
        for (int i = 0; i < n; i++) {
          for (int d = 0; d < headDim; d++) {
            double sum = before[OFFSET + i * headDim + d];
            for (int k = 0; k < blocks * SLOTS; k++) {
              sum +=
                  (double) weights[OFFSET + i * STRIDE + k]
                      * values[k / SLOTS][OFFSET + k % SLOTS * headDim + d];
            }
            worst = Math.max(worst, Math.abs(out[OFFSET + i * headDim + d] - sum));
          }
        }
        assertThat(worst).as("%s rows, %s blocks", n, blocks).isLessThan(1e-5);
      }
    }
  }

  @ParameterizedTest(name = "{0}, heads of {1}")
  @MethodSource("kernels")
  void query_alone_hasTheSameBitsAsAmongOthers(AttentionMath math, int headDim) {
    float[][] blocks = blocks(headDim, 3);
    int n = 7;
    float[] queries = floats(n * headDim, 4);
    float[] scores = new float[n * STRIDE];
    float[] out = new float[n * headDim];
    math.scores(blocks, OFFSET, headDim, queries, 0, n, scores, 0, STRIDE);
    math.addValues(blocks, GROUP, OFFSET, headDim, scores, 0, STRIDE, n, out, 0);

    for (int i = 0; i < n; i++) {
      float[] aloneScores = new float[STRIDE];
      float[] alone = new float[headDim];
      math.scores(blocks, OFFSET, headDim, queries, i * headDim, 1, aloneScores, 0, STRIDE);
      for (int b = 0; b < GROUP; b++) {
        float[][] one = {blocks[b]};
        math.addValues(one, 1, OFFSET, headDim, aloneScores, b * SLOTS, STRIDE, 1, alone, 0);
      }

      assertThat(Arrays.copyOf(aloneScores, GROUP * SLOTS))
          .as("scores of query %s", i)
          .isEqualTo(Arrays.copyOfRange(scores, i * STRIDE, i * STRIDE + GROUP * SLOTS));
      assertThat(alone)
          .as("sums of query %s", i)
          .isEqualTo(Arrays.copyOfRange(out, i * headDim, (i + 1) * headDim));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void widen_everyHalf_isItsValue(boolean best) {
    AttentionMath math = (best ? Kernels.best() : Kernels.plain()).attention();
    short[] halves = new short[1 << 16];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = (short) i;
    }
    for (int length : new int[] {1 << 16, 1, 7, 15, 17, 31}) {
      int from = halves.length - length;
      float[] out = new float[OFFSET + length];

      math.widen(halves, from, out, OFFSET, length);

      for (int i = 0; i < length; i++) {
        float expected = HalfFloat.toFloat(halves[from + i]);
        boolean same =
            Float.isNaN(expected)
                ? !Float.isFinite(out[OFFSET + i])
                : Float.floatToIntBits(out[OFFSET + i]) == Float.floatToIntBits(expected);
        assertThat(same).as("half %x", from + i).isTrue();
      }
    }
  }

  private static float[][] blocks(int headDim, long seed) {
    float[][] blocks = new float[GROUP][];
    for (int b = 0; b < GROUP; b++) {
      blocks[b] = floats(OFFSET + headDim * SLOTS, seed * GROUP + b);
    }
    return blocks;
  }

  private static float[] floats(int length, long seed) {
    Random random = new Random(seed);
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = random.nextFloat() - 0.5f;
    }
    return floats;
  }
}
