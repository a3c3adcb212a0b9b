package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the row kernels, with the plain ones and with the best ones of this JVM. */
class RowMathTest {

  private static final long SEED = 11;
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 127, 1023, 1024, 1025, 4098, 40_000
  };

  static Stream<Kernels> kernels() {
    return Stream.of(Kernels.plain(), Kernels.best()).distinct();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rmsNorm_oneToFour_isTheKnownVector(Kernels kernels) {
    float[] x = {1, 2, 3, 4};

    kernels.row().rmsNorm(x, 0, new float[] {1, 1, 1, 1}, 4, 1e-5f, x, 0);

    float[] expected = {.365148f, .730296f, 1.095444f, 1.460593f};
    assertThat(x).containsExactly(expected, within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rmsNorm_awkwardLengths_isTheFormula(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] x = RandomMatrix.values(3 + length, SEED);
      float[] weight = RandomMatrix.values(length, SEED + 1);
      float[] out = new float[length + 2];

      kernels.row().rmsNorm(x, 3, weight, length, 1e-6f, out, 1);

      double squares = 0;
      for (int i = 0; i < length; i++) {
        squares += (double) x[3 + i] * x[3 + i];
      }
      double scale = 1 / Math.sqrt(squares / length + 1e-6f);
      for (int i = 0; i < length; i++) {
        double expected = x[3 + i] * scale * weight[i];
        assertThat((double) out[1 + i])
            .as("length %s, value %s", length, i)
            .isCloseTo(expected, within(5e-7 * Math.abs(expected)));
      }
      assertThat(out[0]).isZero();
      assertThat(out[length + 1]).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void swiGlu_awkwardLengths_isTheFormula(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] gate = scaled(RandomMatrix.values(length + 3, SEED), 10);
      float[] up = RandomMatrix.values(length + 1, SEED + 1);
      float[] before = gate.clone();

      kernels.row().swiGlu(gate, 2, up, 1, length);

      for (int i = 0; i < length; i++) {
        double value = before[2 + i];
        double expected = value / (1 + Math.exp(-value)) * up[1 + i];
        assertThat((double) gate[2 + i])
            .as("length %s, gate %s", length, value)
            .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
      }
      assertThat(gate[0]).isEqualTo(before[0]);
      assertThat(gate[length + 2]).isEqualTo(before[length + 2]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void swiGlu_extremeGates_stayFinite(Kernels kernels) {
    float[] gate = new float[35];
    Arrays.fill(gate, -1000);
    gate[1] = 1000;
    gate[17] = 0;
    float[] up = new float[35];
    Arrays.fill(up, 1);

    kernels.row().swiGlu(gate, 0, up, 0, 35);

    for (int i = 0; i < 35; i++) {
      assertThat((double) gate[i]).as("%s", i).isCloseTo(i == 1 ? 1000 : 0, within(1e-30));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void add_awkwardLengths_addsOnlyThere(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] x = RandomMatrix.values(length + 2, SEED);
      float[] y = RandomMatrix.values(length + 5, SEED + 1);
      float[] before = x.clone();

      kernels.row().add(x, 1, y, 5, length);

      for (int i = 0; i < length; i++) {
        assertThat(x[1 + i]).isEqualTo(before[1 + i] + y[5 + i]);
      }
      assertThat(x[0]).isEqualTo(before[0]);
      assertThat(x[length + 1]).isEqualTo(before[length + 1]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmax_awkwardLengths_isTheFormulaAndSumsToOne(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] x = scaled(RandomMatrix.values(length + 4, SEED), 5);
      float[] before = x.clone();

      kernels.row().softmax(x, 3, length);

      double total = Math.exp(logSumExp(before, 3, length));
      double sum = 0;
      for (int i = 3; i < 3 + length; i++) {
        double expected = Math.exp(before[i]) / total;
        assertThat((double) x[i])
            .as("length %s, value %s", length, before[i])
            .isCloseTo(expected, within(3e-6 * expected));
        sum += x[i];
      }
      assertThat(sum).as("length %s", length).isCloseTo(1, within(1e-6));
      assertThat(x[2]).isEqualTo(before[2]);
      assertThat(x[length + 3]).isEqualTo(before[length + 3]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmax_absentValues_areExactlyZero(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] x = new float[length];
      Arrays.fill(x, Float.NEGATIVE_INFINITY);
      x[length / 2] = -1e30f;

      kernels.row().softmax(x, 0, length);

      float[] expected = new float[length];
      expected[length / 2] = 1;
      assertThat(x).as("length %s", length).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmax_wholeRangeOfDifferences_isExact(Kernels kernels) {
    float[] x = new float[1001];
    for (int i = 0; i < 1000; i++) {
      x[i] = -i / 11.5f;
    }
    x[1000] = -200;
    float[] before = x.clone();

    kernels.row().softmax(x, 0, 1001);

    double total = Math.exp(logSumExp(before, 0, 1001));
    for (int i = 0; i < 1001; i++) {
      double expected = Math.exp(before[i]) / total;
      assertThat((double) x[i]).isCloseTo(expected, within(5e-7 * expected + 1e-38));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void logSumExp_awkwardLengths_isTheFormula(Kernels kernels) {
    for (int length : LENGTHS) {
      float[] x = scaled(RandomMatrix.values(length + 1, SEED), 5);

      double result = kernels.row().logSumExp(x, 1, length);

      assertThat(result).as("length %s", length).isCloseTo(logSumExp(x, 1, length), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void logSumExp_largeAndAbsentValues_isTheLargest(Kernels kernels) {
    float[] x = new float[40];
    Arrays.fill(x, Float.NEGATIVE_INFINITY);
    x[5] = 3e30f;
    x[39] = -3e30f;

    assertThat(kernels.row().logSumExp(x, 0, 40)).isEqualTo(3e30f);
  }

  private static float[] scaled(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static double logSumExp(float[] x, int offset, int length) {
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += Math.exp(x[i]);
    }
    return Math.log(sum);
  }
}
