package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.ragcache.engine.ChunkKvCodec.Format;
import dev.pith.ragcache.engine.ChunkKvCodec.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkKvCodecTest {

  private static final int BLOCK = 32;

  private static StoredChunk random(Layout layout, double scale) {
    StoredChunk chunk = (StoredChunk) ChunkKvCodec.newChunk(layout);
    Random random = new Random(layout.hashCode());
    int width = layout.kvHeads() * layout.headDim();
    for (int layer = 0; layer < layout.layers(); layer++) {
      for (int token = 0; token < layout.tokens(); token++) {
        chunk.put(layer, token, numbers(random, width, scale), 0, numbers(random, width, scale), 0);
      }
    }
    return chunk;
  }

  private static float[] numbers(Random random, int count, double scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextGaussian() * scale);
    }
    return numbers;
  }

  private static StoredChunk roundTrip(StoredChunk chunk, Format format) {
    Layout layout = ChunkKvCodec.layout(chunk);
    StoredChunk copy = (StoredChunk) ChunkKvCodec.newChunk(layout);
    for (int layer = 0; layer < layout.layers(); layer++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(layout.layerBytes(format)).order(ByteOrder.LITTLE_ENDIAN);
      ChunkKvCodec.encode(chunk, layer, format, bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      ChunkKvCodec.decode(bytes.flip(), format, copy, layer);
      assertThat(bytes.hasRemaining()).isFalse();
    }
    return copy;
  }

  /** Returns keys, then values of a token. */
  private static float[] row(StoredChunk chunk, int layer, int token) {
    int width = chunk.shape().width();
    float[] row = new float[2 * width];
    chunk.get(layer, token, row, 0, row, width);
    return row;
  }

  @ParameterizedTest
  @CsvSource({"F32,F32", "F16,F32", "F16,F16"})
  void decode_formatIsNotNarrower_givesBackEveryBit(KvType type, Format format) {
    StoredChunk chunk = random(new Layout(3, 2, 20, type, 7), 3);

    StoredChunk copy = roundTrip(chunk, format);

    for (int layer = 0; layer < 3; layer++) {
      for (int token = 0; token < 7; token++) {
        assertThat(row(copy, layer, token)).isEqualTo(row(chunk, layer, token));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1, 3000})
  void decode_halfFloats_errsByHalfOfTheLastBit(double scale) {
    StoredChunk chunk = random(new Layout(2, 2, 24, KvType.F32, 9), scale);

    StoredChunk copy = roundTrip(chunk, Format.F16);

    for (int token = 0; token < 9; token++) {
      float[] expected = row(chunk, 1, token);
      float[] found = row(copy, 1, token);
      for (int i = 0; i < expected.length; i++) {
        double bound = Math.max(Math.abs(expected[i]) * 0x1p-11, 0x1p-25);
        assertThat(Math.abs((double) found[i] - expected[i])).isLessThanOrEqualTo(bound);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2,16,1e-7", "2,16,1e-3", "2,16,1", "3,10,1", "1,40,50000", "4,32,2", "1,8,1"})
  void decode_bytesWithScales_errsAsDocumented(int heads, int headDim, double scale) {
    StoredChunk chunk = random(new Layout(2, heads, headDim, KvType.F32, 5), scale);

    StoredChunk copy = roundTrip(chunk, Format.Q8);

    int width = heads * headDim;
    for (int token = 0; token < 5; token++) {
      float[] expected = row(chunk, 1, token);
      float[] found = row(copy, 1, token);
      for (int i = 0; i < expected.length; i++) {
        int start = i / width * width;
        int block = start + (i - start) / BLOCK * BLOCK;
        double largest = 0;
        for (int j = block; j < Math.min(block + BLOCK, start + width); j++) {
          largest = Math.max(largest, Math.abs(expected[j]));
        }
        assertThat(Math.abs((double) found[i] - expected[i]))
            .isLessThanOrEqualTo(largest * (1 / 254.0 + 0x1p-11) + 4e-6);
      }
    }
  }

  @Test
  void layerBytes_rowThatFillsNoBlock_isFilledUp() {
    Layout layout = new Layout(2, 1, 40, KvType.F32, 5);

    assertThat(layout.layerBytes(Format.F32)).isEqualTo(2 * 5 * 40 * 4);
    assertThat(layout.layerBytes(Format.F16)).isEqualTo(2 * 5 * 40 * 2);
    assertThat(layout.layerBytes(Format.Q8)).isEqualTo(2 * 5 * 2 * 34);
    assertThat(layout.bytes(Format.Q8)).isEqualTo(2 * 2 * 5 * 2 * 34);
  }

  @ParameterizedTest
  @CsvSource({"F16,65520", "Q8,NaN", "Q8,Infinity", "Q8,8.4e6"})
  void encode_numberThatDoesNotFit_isRefused(Format format, float number) {
    Layout layout = new Layout(1, 1, 4, KvType.F32, 2);
    StoredChunk chunk = (StoredChunk) ChunkKvCodec.newChunk(layout);
    chunk.put(0, 1, new float[4], 0, new float[] {0, number, 0, 0}, 0);
    ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);

    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> ChunkKvCodec.encode(chunk, 0, format, bytes))
        .withMessageContaining("token 1 does not fit " + format);
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void decode_whatIsNotFinite_isKeptByWhoCan(KvType type) {
    Layout layout = new Layout(1, 1, 4, type, 1);
    StoredChunk chunk = (StoredChunk) ChunkKvCodec.newChunk(layout);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, -0.0f, Float.NEGATIVE_INFINITY};
    chunk.put(0, 0, odd, 0, odd, 0);

    assertThat(row(roundTrip(chunk, layout.exactFormat()), 0, 0)).isEqualTo(row(chunk, 0, 0));
  }

  @Test
  void encode_wrongArguments_sayWhatIsExpected() {
    StoredChunk chunk = random(new Layout(2, 1, 4, KvType.F32, 2), 1);
    ByteBuffer bytes = ByteBuffer.allocate(1000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkKvCodec.encode(chunk, 0, Format.F32, bytes))
        .withMessageContaining("little endian");
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkKvCodec.encode(chunk, 2, Format.F32, bytes))
        .withMessage("layer must be in [0, 2): 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(1, 1 << 14, 1 << 14, KvType.F32, 1))
        .withMessageContaining("less than 2^28");
  }
}
