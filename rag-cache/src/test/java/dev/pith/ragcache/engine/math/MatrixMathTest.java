package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the matrix products, with the plain kernels and with the best ones of this JVM. */
class MatrixMathTest {

  private static final long SEED = 7;
  private static final int[] COLUMNS = {
    1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 256, 288, 512, 1408, 4098
  };
  private static final int[] BATCHES = {1, 2, 3, 4, 5, 7, 16, 33};

  static Stream<Arguments> kernelsAndTypes() {
    return Stream.of(Kernels.plain(), Kernels.best())
        .distinct()
        .flatMap(kernels -> Arrays.stream(TensorType.values()).map(t -> Arguments.of(kernels, t)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_awkwardSizes_isTheProduct(Kernels kernels, TensorType type) {
    for (int columns : columnsOf(type)) {
      for (int n : BATCHES) {
        WeightMatrix w = RandomMatrix.of(type, 13, columns, SEED);
        float[] x = RandomMatrix.values(n * columns, SEED + 1);

        float[] y = multiply(kernels, w, 0, 13, x, n);

        assertProduct(y, w, x, n, kernels + " " + type + " " + columns + " columns, n " + n);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_anyBatchAndRange_sameBits(Kernels kernels, TensorType type) {
    for (int columns : columnsOf(type)) {
      WeightMatrix w = RandomMatrix.of(type, 19, columns, SEED);
      float[] x = RandomMatrix.values(37 * columns, SEED + 1);
      float[] whole = multiply(kernels, w, 0, 19, x, 37);

      for (int n : BATCHES) {
        for (int from = 0; from < 19; from += 3) {
          for (int to = from + 1; to <= 19; to += 4) {
            float[] part = multiply(kernels, w, from, to, x, n);

            String description = "%s columns, n %s, rows %s to %s".formatted(columns, n, from, to);
            assertThat(part).as(description).isEqualTo(only(whole, n, from, to));
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_splitOverThreads_sameBits(Kernels kernels, TensorType type) {
    WeightMatrix w = RandomMatrix.of(type, 101, 512, SEED);
    float[] x = RandomMatrix.values(6 * 512, SEED + 1);
    float[] whole = multiply(kernels, w, 0, 101, x, 6);
    float[] shared = new float[6 * 101];

    try (WorkerPool pool = new WorkerPool("test", 3)) {
      pool.run(
          11,
          (task, worker) ->
              kernels
                  .matrix()
                  .multiply(
                      w,
                      task * 10,
                      Math.min(101, task * 10 + 10),
                      x,
                      0,
                      512,
                      6,
                      shared,
                      0,
                      101,
                      usedScratch()));
    }

    assertThat(shared).isEqualTo(whole);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_byUnitVectors_isEachWeightExactly(Kernels kernels, TensorType type) {
    int rows = 20;
    int columns = 256;
    WeightMatrix w = RandomMatrix.ofExtremes(type, rows, columns, SEED);
    float[] unit = new float[5 * columns];
    float[] row = new float[columns];

    for (int k = 0; k < columns; k++) {
      unit[k] = 1;
      unit[3 * columns + k] = 1;
      float[] stored = multiply(kernels, w, 0, rows, unit, 1);
      float[] decoded = multiply(kernels, w, 0, rows, unit, 5);
      unit[k] = 0;
      unit[3 * columns + k] = 0;

      for (int r = 0; r < rows; r++) {
        BlockCodec.decode(type, w.window(r), w.offset(r), columns, row, 0);
        String description = type + " row " + r + ", column " + k + ", seed " + SEED;
        // The sum with zeros has no negative zero.
        assertThat(stored[r]).as(description).isEqualTo(row[k] + 0f);
        assertThat(decoded[3 * rows + r]).as(description).isEqualTo(row[k] + 0f);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_infiniteScaleOrWeight_isNotFinite(Kernels kernels, TensorType type) {
    ByteBuffer data = RandomMatrix.encoded(type, 1, 256, SEED);
    switch (type) {
      case F32 -> data.putInt(0, 0x7f800000);
      case BF16 -> data.putShort(0, (short) 0x7f80);
      case Q6_K -> data.putShort(208, (short) 0x7c00);
      default -> data.putShort(0, (short) 0x7c00);
    }
    WeightMatrix w = WeightMatrix.of(type, 1, 256, data);

    for (int n = 1; n < 6; n++) {
      float[] x = RandomMatrix.values(n * 256, SEED + 1);
      for (float product : multiply(kernels, w, 0, 1, x, n)) {
        assertThat(Float.isFinite(product)).as("n %s: %s", n, product).isFalse();
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_mappedOrHeapWindows_sameBits(Kernels kernels, TensorType type) {
    float[] x = RandomMatrix.values(9 * 512, SEED + 1);
    float[] mapped = multiply(kernels, RandomMatrix.of(type, 23, 512, SEED), 0, 23, x, 9);

    for (int rowsPerWindow : new int[] {1, 3, 4, 23}) {
      WeightMatrix w = RandomMatrix.inHeapWindows(type, 23, 512, SEED, rowsPerWindow);

      assertThat(multiply(kernels, w, 0, 23, x, 9)).isEqualTo(mapped);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void multiply_stridesAndOffsets_readsAndWritesOnlyItsRows(Kernels kernels, TensorType type) {
    int n = 5;
    int columns = 256;
    WeightMatrix w = RandomMatrix.of(type, 6, columns, SEED);
    float[] x = RandomMatrix.values(11 + n * 300, SEED + 1);
    float[] y = new float[3 + n * 10];

    kernels.matrix().multiply(w, 1, 5, x, 11, 300, n, y, 3, 10, kernels.matrix().newScratch());

    for (int i = 0; i < n; i++) {
      float[] row = Arrays.copyOfRange(x, 11 + i * 300, 11 + i * 300 + columns);
      float[] alone = multiply(kernels, w, 1, 5, row, 1);
      assertThat(Arrays.copyOfRange(y, 3 + i * 10, 3 + i * 10 + 6)).isEqualTo(alone);
      assertThat(Arrays.copyOfRange(y, 3 + i * 10 + 6, 3 + i * 10 + 10)).containsOnly(0);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kernelsAndTypes")
  void row_anyRow_isTheDecodedOne(Kernels kernels, TensorType type) {
    for (int columns : columnsOf(type)) {
      WeightMatrix w = RandomMatrix.of(type, 5, columns, SEED);
      float[] out = new float[2 + columns];
      float[] expected = new float[2 + columns];

      kernels.matrix().row(w, 3, out, 2);

      BlockCodec.decode(type, w.window(3), w.offset(3), columns, expected, 2);
      assertThat(out).isEqualTo(expected);
    }
  }

  /** Returns the first n rows of 19 values, with zeros outside [from, to). */
  private static float[] only(float[] whole, int n, int from, int to) {
    float[] part = new float[n * 19];
    for (int i = 0; i < n; i++) {
      System.arraycopy(whole, i * 19 + from, part, i * 19 + from, to - from);
    }
    return part;
  }

  private static List<Integer> columnsOf(TensorType type) {
    IntPredicate whole = columns -> columns % type.blockValues() == 0;
    IntStream sizes = IntStream.concat(Arrays.stream(COLUMNS), IntStream.of(768, 2048));
    return sizes.filter(whole).boxed().toList();
  }

  private static float[] multiply(
      Kernels kernels, WeightMatrix w, int from, int to, float[] x, int n) {
    float[] y = new float[n * w.rows()];
    kernels.matrix().multiply(w, from, to, x, 0, w.columns(), n, y, 0, w.rows(), usedScratch());
    return y;
  }

  /** Returns memory in which other products have left numbers that would be seen. */
  private static MatrixScratch usedScratch() {
    MatrixScratch scratch = Kernels.plain().matrix().newScratch();
    Arrays.fill(scratch.floats(64 * 4098), Float.NaN);
    Arrays.fill(scratch.bytes(64 * 4098), (byte) 0x7f);
    Arrays.fill(scratch.sums(), Float.NaN);
    return scratch;
  }

  private static void assertProduct(
      float[] y, WeightMatrix w, float[] x, int n, String description) {
    float[] row = new float[w.columns()];
    for (int r = 0; r < w.rows(); r++) {
      BlockCodec.decode(w.type(), w.window(r), w.offset(r), w.columns(), row, 0);
      for (int i = 0; i < n; i++) {
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < row.length; k++) {
          double term = (double) row[k] * x[i * row.length + k];
          sum += term;
          magnitude += Math.abs(term);
        }
        if (!(Math.abs(y[i * w.rows() + r] - sum) <= 1e-6 * magnitude)) {
          fail("%s, weight row %s, row %s, seed %s", description, r, i, SEED);
        }
      }
    }
  }
}
