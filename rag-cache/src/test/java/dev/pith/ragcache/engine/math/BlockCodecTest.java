package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockCodecTest {

  private static final long SEED = 3;

  @Test
  void encode_rampToQ8_isTheBlockOfGgml() {
    byte[] block = encoded(TensorType.Q8_0, ramp());

    assertThat(block).startsWith(0x08, 0x2c);
    assertThat(signed(block, 2, 34))
        .containsExactly(
            -127, -119, -111, -103, -95, -87, -79, -71, -64, -56, -48, -40, -32, -24, -16, -8, 0, 8,
            16, 24, 32, 40, 48, 56, 64, 71, 79, 87, 95, 103, 111, 119);
    assertThat(decoded(TensorType.Q8_0, block)[0]).isEqualTo(-7.9995117f);
  }

  @Test
  void encode_rampToQ4_isTheBlockOfGgml() {
    byte[] block = encoded(TensorType.Q4_0, ramp());

    assertThat(HexFormat.ofDelimiter(" ").formatHex(block))
        .isEqualTo("00 3c 80 91 91 a2 a2 b3 b3 c4 c4 d5 d5 e6 e6 f7 f7 f8");
  }

  @Test
  void decode_q4_lowNibblesComeFirst() {
    float[] values = decoded(TensorType.Q4_0, HexFormat.of().parseHex("0040" + "f0".repeat(16)));

    assertThat(values).startsWith(-16f, -16f).endsWith(14f, 14f);
  }

  @Test
  void decode_q4k_readsScalesMinimaAndNibblesOfEachGroup() {
    ByteBuffer block = buffer(TensorType.Q4_K, 256);
    block.putShort(0, HalfFloat.ofFloat(0.5f)).putShort(2, HalfFloat.ofFloat(0.25f));
    // Group 1: scale 63, minimum 1. Group 5: scale 15 | 2 << 4 = 47, minimum 3 | 1 << 4 = 19.
    block.put(4 + 1, (byte) (63 | 2 << 6)).put(4 + 5, (byte) (1 | 1 << 6)).put(4 + 9, (byte) 0x3f);
    block.put(16 + 7, (byte) 0xc0).put(16 + 64 + 31, (byte) 0x20);

    float[] values = decoded(TensorType.Q4_K, block);

    assertThat(values[32 + 7]).isEqualTo(0.5f * 63 * 12 - 0.25f);
    assertThat(values[32]).isEqualTo(-0.25f);
    assertThat(values[160 + 31]).isEqualTo(0.5f * 47 * 2 - 0.25f * 19);
    assertThat(values[0]).isZero();
  }

  @Test
  void decode_q6k_readsLowAndHighBitsOfEachQuarter() {
    ByteBuffer block = buffer(TensorType.Q6_K, 256);
    block.putShort(208, HalfFloat.ofFloat(2f));
    for (int group = 0; group < 16; group++) {
      block.put(192 + group, (byte) (group - 8));
    }
    // The value 20 of each quarter of the second half: low bits 1, 2, 3, 4 and high bits 3, 2, 1,
    // 0.
    block.put(64 + 20, (byte) 0x31).put(64 + 32 + 20, (byte) 0x42);
    block.put(128 + 32 + 20, (byte) (3 | 2 << 2 | 1 << 4));

    float[] values = decoded(TensorType.Q6_K, block);

    assertThat(values[128 + 20]).isEqualTo(2f * 1 * ((1 | 3 << 4) - 32));
    assertThat(values[128 + 52]).isEqualTo(2f * 3 * ((2 | 2 << 4) - 32));
    assertThat(values[128 + 84]).isEqualTo(2f * 5 * ((3 | 1 << 4) - 32));
    assertThat(values[128 + 116]).isEqualTo(2f * 7 * (4 - 32));
    assertThat(values[0]).isEqualTo(2f * -8 * -32);
  }

  @ParameterizedTest(name = "{0} within {1} of the largest")
  @CsvSource({
    "F32, 0",
    "F16, 0.0005",
    "BF16, 0.004",
    "Q8_0, 0.004",
    "Q4_0, 0.13",
    "Q6_K, 0.033",
    "Q4_K, 0.085"
  })
  void encode_randomValues_decodeNearTheOriginal(TensorType type, float tolerance) {
    float[] values = random(768);

    float[] back = decoded(type, encoded(type, values));

    float largest = Math.abs(BlockCodec.farthest(values, 0, values.length));
    for (int i = 0; i < values.length; i++) {
      assertThat(Math.abs(back[i] - values[i]))
          .as("%s, value %s, seed %s", type, i, SEED)
          .isLessThanOrEqualTo(tolerance * largest);
    }
  }

  @ParameterizedTest
  @EnumSource
  void encode_zeros_decodeToZeros(TensorType type) {
    for (float value : decoded(type, encoded(type, new float[256]))) {
      assertThat(value == 0).as("%s", value).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void encode_atOffsets_leavesTheRestAlone(TensorType type) {
    float[] values = random(512);
    ByteBuffer out = buffer(type, 512 + 256);
    float[] back = new float[3 + 256];

    BlockCodec.encode(type, values, 256, 256, out, (int) type.bytes(256));
    BlockCodec.decode(type, out, (int) type.bytes(256), 256, back, 3);

    assertThat(back).startsWith(0f, 0f, 0f);
    assertThat(Arrays.copyOfRange(back, 3, 259))
        .isEqualTo(decoded(type, encoded(type, Arrays.copyOfRange(values, 256, 512))));
    assertThat(out.get(0)).isZero();
    assertThat(out.get((int) type.bytes(512))).isZero();
  }

  @Test
  void encode_bfloatBetweenTwo_takesTheEvenOne() {
    byte[] block =
        encoded(
            TensorType.BF16, Float.intBitsToFloat(0x3f808000), Float.intBitsToFloat(0x3f818000));

    assertThat(HexFormat.of().formatHex(block)).isEqualTo("803f" + "823f");
  }

  @Test
  void decode_bigEndianBuffer_isRefused() {
    ByteBuffer big = ByteBuffer.allocate(4);

    assertThatThrownBy(() -> BlockCodec.decode(TensorType.F32, big, 0, 1, new float[1], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the buffer must be little endian: BIG_ENDIAN");
  }

  @Test
  void decode_brokenBlock_isRefused() {
    ByteBuffer block = buffer(TensorType.Q8_0, 32);

    assertThatThrownBy(() -> BlockCodec.decode(TensorType.Q8_0, block, 0, 31, new float[32], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Q8_0 holds blocks of 32 values: 31");
  }

  private static float[] ramp() {
    float[] ramp = new float[32];
    for (int j = 0; j < 32; j++) {
      ramp[j] = (j - 16) / 2f;
    }
    return ramp;
  }

  private static float[] random(int length) {
    Random random = new Random(SEED);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static ByteBuffer buffer(TensorType type, int values) {
    return ByteBuffer.allocate((int) type.bytes(values)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] encoded(TensorType type, float... values) {
    byte[] out = new byte[(int) type.bytes(values.length)];
    BlockCodec.encode(
        type, values, 0, values.length, ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN), 0);
    return out;
  }

  private static float[] decoded(TensorType type, byte[] blocks) {
    return decoded(type, ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static float[] decoded(TensorType type, ByteBuffer blocks) {
    float[] values = new float[blocks.capacity() / type.blockBytes() * type.blockValues()];
    BlockCodec.decode(type, blocks, 0, values.length, values, 0);
    return values;
  }

  private static int[] signed(byte[] bytes, int from, int to) {
    int[] values = new int[to - from];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[from + i];
    }
    return values;
  }
}
