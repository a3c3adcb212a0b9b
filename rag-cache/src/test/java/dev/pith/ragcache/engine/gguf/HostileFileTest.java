package dev.pith.ragcache.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a broken or hostile file is answered with. */
class HostileFileTest {

  private static final Path NAME = Path.of("m.gguf");

  @TempDir static Path folder;

  /** A file with every kind of value and two tensors, which ends where the last tensor ends. */
  private static byte[] valid;

  @BeforeAll
  static void makeValidFile() throws IOException {
    Path file = folder.resolve("valid.gguf");
    new GgufWriter()
        .string("s", "Grüße")
        .u32("u", 7)
        .f32("f", 0.5f)
        .flag("b", true)
        .strings("names", List.of("a", "é"))
        .i32s("i", 1, 2, 3)
        .single("wide", GgufValueType.U64, 1)
        .array("flags", GgufValueType.BOOL, List.of(true, false))
        .vector("norm", 1, 2, 3, 4, 5, 6, 7, 8)
        .tensor("w", TensorType.F32, ByteBuffer.allocate(32), 4, 2)
        .write(file);
    valid = Files.readAllBytes(file);
  }

  private static GgufHead read(byte[] bytes) throws ModelFileException {
    return GgufHead.read(NAME, ByteBuffer.wrap(bytes), bytes.length);
  }

  private static String refusal(byte[] bytes) {
    ModelFileException refusal = catchThrowableOfType(ModelFileException.class, () -> read(bytes));
    return String.valueOf(refusal.getMessage());
  }

  private static GgufEncoder head(long tensors, long keys) {
    return new GgufEncoder().raw(new byte[] {'G', 'G', 'U', 'F'}).i32(3).i64(tensors).i64(keys);
  }

  private static GgufEncoder tensor(String name, int type, long offset, long... dims) {
    return tensorLine(head(1, 0), name, type, offset, dims);
  }

  private static GgufEncoder tensorLine(
      GgufEncoder encoder, String name, int type, long offset, long... dims) {
    encoder.string(name).i32(dims.length);
    for (long dim : dims) {
      encoder.i64(dim);
    }
    return encoder.i32(type).i64(offset);
  }

  private static byte[] withData(GgufEncoder head, int dataBytes) {
    byte[] bytes = head.toBytes();
    return Arrays.copyOf(bytes, (int) GgufHead.align(bytes.length, 32) + dataBytes);
  }

  @Test
  void read_cutAtAnyByte_isRefusedThere() {
    for (int length = 0; length < valid.length; length++) {
      byte[] cut = Arrays.copyOf(valid, length);

      assertThat(refusal(cut)).startsWith("m.gguf at byte ").contains("; expected ");
    }
  }

  @Test
  void read_anyBitFlipped_isReadOrRefused() {
    for (int bit = 0; bit < valid.length * 8; bit++) {
      byte[] broken = valid.clone();
      broken[bit / 8] ^= (byte) (1 << bit % 8);

      assertPromised(catchThrowable(() -> read(broken)), "bit " + bit);
    }
  }

  @Test
  void read_numbersReplaced_isReadOrRefused() {
    long seed = Long.getLong("pith.test.seed", 20_261_124);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long[] numbers = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 1L << 31, 1 << 22, 9, 8, 0};
    for (int round = 0; round < 2_000; round++) {
      ByteBuffer broken = ByteBuffer.wrap(valid.clone()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        long number =
            random.nextBoolean() ? numbers[random.nextInt(numbers.length)] : random.nextLong();
        int at = random.nextInt(valid.length - 8);
        if (random.nextBoolean()) {
          broken.putLong(at, number);
        } else {
          broken.putInt(at, (int) number);
        }
      }

      useAll(broken.array(), "seed " + seed + ", round " + round);
    }
  }

  /** Reads the head and then every key by every getter: all may fail, but only as promised. */
  private static void useAll(byte[] bytes, String description) {
    try {
      GgufMetadata metadata = read(bytes).metadata();
      for (String key : metadata.keys()) {
        for (Getter getter :
            List.<Getter>of(
                metadata::string,
                metadata::integer,
                metadata::uniformInteger,
                metadata::real,
                metadata::flag,
                metadata::strings,
                metadata::integers,
                metadata::reals)) {
          assertPromised(catchThrowable(() -> getter.get(key)), description);
        }
      }
    } catch (Exception | Error failure) {
      assertPromised(failure, description);
    }
  }

  private interface Getter {
    Object get(String key) throws ModelFileException;
  }

  private static void assertPromised(@Nullable Throwable failure, String description) {
    String message =
        failure instanceof ModelFileException ? String.valueOf(failure.getMessage()) : "";
    if (failure != null && !(message.startsWith("m.gguf") && message.contains("; expected "))) {
      throw new AssertionError(description, failure);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 21 | m.gguf at byte 0: the file begins with \"!GUF\"; expected \"GGUF\"",
        "4 | 01 | m.gguf at byte 4: version 1; expected version 2 or 3",
        "4 | 00000003 | m.gguf at byte 4: the file is big endian, version 3;"
            + " expected a little-endian file",
        "8 | ffffffffffffffff | m.gguf at byte 8: 18446744073709551615 tensors;"
            + " expected at most 65536",
        "16 | 0000010000000000 | m.gguf at byte 16: 65536 keys;"
            + " expected at most 27, for which the file has bytes left",
        "24 | 00 | m.gguf at byte 24: a key without a name; expected a name",
        "24 | ffffff7f | m.gguf at byte 24: the name of a key has 2147483647 bytes;"
            + " expected at most 65535",
        "32 | ff | m.gguf at byte 24: the name of a key is not UTF-8; expected valid UTF-8",
        "33 | 0d | m.gguf at byte 33: key \"s\" has value type 13; expected a type from 0 to 12",
        "37 | ffff | m.gguf at byte 45: the file ends inside a string of key \"s\", at byte 384;"
            + " expected 65535 bytes",
      })
  void read_byteChangedInTheHead_saysWhereAndWhat(int at, String hex, String message) {
    byte[] broken = valid.clone();
    byte[] change = HexFormat.of().parseHex(hex);
    System.arraycopy(change, 0, broken, at, change.length);

    assertThat(refusal(broken)).isEqualTo(message);
  }

  @Test
  void read_brokenKey_namesIt() {
    GgufEncoder twice = head(0, 2).string("a").i32(0).i8(1).string("a").i32(0).i8(1);
    GgufEncoder nested = head(0, 1).string("a").i32(9).i32(9).i64(1).i64(0);
    GgufEncoder bool = head(0, 1).string("a").i32(7).i8(2);
    GgufEncoder many = head(0, 1).string("a").i32(9).i32(4).i64(1 << 20).i64(0);
    GgufEncoder more = head(0, 1).string("a").i32(9).i32(4).i64(1L << 40).i64(0);
    GgufEncoder alignment = head(0, 1).string("general.alignment").i32(4).i32(48);

    assertThat(refusal(twice.toBytes()))
        .isEqualTo("m.gguf at byte 38: key \"a\" for the second time; expected each key once");
    assertThat(refusal(nested.toBytes()))
        .isEqualTo(
            "m.gguf at byte 37: key \"a\" is an array of arrays;"
                + " expected an array of single values");
    assertThat(refusal(bool.toBytes()))
        .isEqualTo("m.gguf at byte 37: key \"a\" has the bool 2; expected 0 or 1");
    assertThat(refusal(many.toBytes()))
        .isEqualTo(
            "m.gguf at byte 41: 1048576 elements of key \"a\";"
                + " expected at most 2, for which the file has bytes left");
    assertThat(refusal(more.toBytes()))
        .isEqualTo(
            "m.gguf at byte 41: 1099511627776 elements of key \"a\"; expected at most 4194304");
    assertThat(refusal(alignment.toBytes()))
        .isEqualTo(
            "m.gguf, key \"general.alignment\": is 48;"
                + " expected a power of two, at most 1048576");
  }

  @ParameterizedTest
  @CsvSource({"3,Q4_1 (3)", "6,Q5_0 (6)", "13,Q5_K (13)", "20,IQ4_NL (20)", "12345,12345"})
  void read_tensorTypeThatIsNotRead_isNamed(int type, String name) {
    byte[] file = withData(tensor("blk.0.attn_q.weight", type, 0, 256, 2), 4096);

    assertThat(refusal(file))
        .isEqualTo(
            "m.gguf at byte 71: tensor \"blk.0.attn_q.weight\" has type "
                + name
                + "; expected one of F32, F16, Q4_0, Q8_0, Q4_K, Q6_K, BF16");
  }

  @Test
  void read_brokenShape_namesTheTensor() {
    assertThat(refusal(withData(tensor("t", 0, 0), 64)))
        .isEqualTo("m.gguf at byte 33: tensor \"t\" has 0 dims; expected 1 to 4");
    assertThat(refusal(withData(tensor("t", 0, 0, 1, 1, 1, 1, 1), 64)))
        .isEqualTo("m.gguf at byte 33: tensor \"t\" has 5 dims; expected 1 to 4");
    assertThat(refusal(withData(tensor("t", 0, 0, 4, -1), 64)))
        .isEqualTo("m.gguf at byte 45: tensor \"t\" has a dim of -1; expected at least 1");
    assertThat(refusal(withData(tensor("t", 8, 0, 48), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" has rows of 48 values;"
                + " expected a multiple of 32 for Q8_0");
    assertThat(refusal(withData(tensor("t", 0, 0, Long.MAX_VALUE), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" has rows of 9223372036854775807 values of type F32;"
                + " expected rows below 2147483647 bytes");
    assertThat(refusal(withData(tensor("t", 0, 0, 1, 1L << 31, 1L << 31, 4), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" has dims [1, 2147483648, 2147483648, 4];"
                + " expected at most 2147483647 rows");
    assertThat(refusal(withData(tensor("t".repeat(64), 0, 0, 1), 64)))
        .isEqualTo("m.gguf at byte 24: the name of a tensor has 64 bytes; expected at most 63");
  }

  @Test
  void read_brokenPlace_namesTheTensor() {
    assertThat(refusal(withData(tensor("t", 0, 8, 4), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" begins at byte 8 of the data;"
                + " expected a multiple of the alignment 32");
    assertThat(refusal(withData(tensor("t", 0, 32, 9), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" begins at byte 32 of the data and takes 36;"
                + " expected an end within the 64 bytes of data in the file");
    assertThat(refusal(withData(tensor("t", 0, -32, 4), 64)))
        .isEqualTo(
            "m.gguf at byte 24: tensor \"t\" begins at byte 18446744073709551584 of the data"
                + " and takes 16; expected an end within the 64 bytes of data in the file");
    GgufEncoder overlap = tensorLine(tensorLine(head(2, 0), "a", 0, 32, 9), "b", 0, 64, 4);
    assertThat(refusal(withData(overlap, 128)))
        .isEqualTo(
            "m.gguf at byte 160: tensor \"b\" begins inside tensor \"a\";"
                + " expected byte 164 or later");
    GgufEncoder twice = tensorLine(tensorLine(head(2, 0), "a", 0, 0, 4), "a", 0, 32, 4);
    assertThat(refusal(withData(twice, 64)))
        .isEqualTo(
            "m.gguf at byte 57: tensor \"a\" for the second time; expected each tensor once");
  }

  @Test
  void read_nameWithControlCharacters_isRefused() {
    GgufEncoder forged = head(0, 1).string("a\nINFO fine").i32(4).i32(1);

    assertThat(refusal(forged.toBytes()))
        .isEqualTo(
            "m.gguf at byte 24: the name of a key has control characters;"
                + " expected a name that can be printed");
  }

  @Test
  void refuse_hostileValue_cannotForgeOrFloodALog() throws ModelFileException {
    String value = "a\nINFO fine" + "!".repeat(1_000_000);

    ModelFileException refusal = read(head(0, 0).toBytes()).metadata().refuse("k", value, "b");

    assertThat(refusal)
        .hasMessageStartingWith("m.gguf, key \"k\": a\uFFFDINFO fine!!!")
        .hasMessageEndingWith("!!!...; expected b");
    assertThat(String.valueOf(refusal.getMessage())).hasSizeLessThan(600);
  }

  @Test
  void open_noRegularFile_saysSo() {
    Path absent = folder.resolve("absent.gguf");

    assertThatThrownBy(() -> GgufFile.open(absent))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(absent + ": does not exist; expected a GGUF file");
    assertThatThrownBy(() -> GgufFile.open(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(folder + ": is not a regular file; expected a GGUF file");
  }
}
