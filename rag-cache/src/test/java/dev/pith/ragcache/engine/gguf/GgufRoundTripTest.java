package dev.pith.ragcache.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufRoundTripTest {

  @TempDir Path folder;

  private Path model() {
    return folder.resolve("model.gguf");
  }

  private GgufMetadata metadata(GgufWriter writer) throws IOException {
    writer.write(model());
    return GgufFile.open(model()).metadata();
  }

  @Test
  void integer_anyWidth_isReadWithItsSign() throws IOException {
    GgufMetadata metadata =
        metadata(
            new GgufWriter()
                .single("u8", GgufValueType.U8, 200)
                .single("i8", GgufValueType.I8, -100)
                .single("u16", GgufValueType.U16, 60_000)
                .single("i16", GgufValueType.I16, -30_000)
                .single("u32", GgufValueType.U32, 4_000_000_000L)
                .single("i32", GgufValueType.I32, -2_000_000_000)
                .single("u64", GgufValueType.U64, Long.MAX_VALUE)
                .single("i64", GgufValueType.I64, Long.MIN_VALUE));

    assertThat(metadata.integer("u8")).isEqualTo(200);
    assertThat(metadata.integer("i8")).isEqualTo(-100);
    assertThat(metadata.integer("u16")).isEqualTo(60_000);
    assertThat(metadata.integer("i16")).isEqualTo(-30_000);
    assertThat(metadata.integer("u32")).isEqualTo(4_000_000_000L);
    assertThat(metadata.integer("i32")).isEqualTo(-2_000_000_000);
    assertThat(metadata.integer("u64")).isEqualTo(Long.MAX_VALUE);
    assertThat(metadata.integer("i64")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void metadata_otherTypes_comeBack() throws IOException {
    GgufMetadata metadata =
        metadata(
            new GgufWriter()
                .string("text", "Grüße, 世界 \uD83D\uDE00")
                .string("empty", "")
                .f32("f32", 1e-5f)
                .single("f64", GgufValueType.F64, Math.PI)
                .flag("yes", true)
                .flag("no", false)
                .strings("strings", List.of("a", "", "Ġthe"))
                .i32s("integers", 1, -6, 3)
                .f32s("reals", -1.5f, 0f, Float.NEGATIVE_INFINITY)
                .array("bytes", GgufValueType.U8, List.of(255, 1))
                .array("doubles", GgufValueType.F64, List.of(0.1)));

    assertThat(metadata.keys())
        .containsExactly(
            "text",
            "empty",
            "f32",
            "f64",
            "yes",
            "no",
            "strings",
            "integers",
            "reals",
            "bytes",
            "doubles");
    assertThat(metadata.string("text")).isEqualTo("Grüße, 世界 \uD83D\uDE00");
    assertThat(metadata.string("empty")).isEmpty();
    assertThat(metadata.real("f32")).isEqualTo(1e-5f);
    assertThat(metadata.real("f64")).isEqualTo(Math.PI);
    assertThat(metadata.flag("yes")).isTrue();
    assertThat(metadata.flag("no")).isFalse();
    assertThat(metadata.strings("strings")).containsExactly("a", "", "Ġthe");
    assertThat(metadata.integers("integers")).containsExactly(1, -6, 3);
    assertThat(metadata.reals("reals")).containsExactly(-1.5f, 0f, Float.NEGATIVE_INFINITY);
    assertThat(metadata.integers("bytes")).containsExactly(255, 1);
    assertThat(metadata.reals("doubles")).containsExactly(0.1f);
  }

  @Test
  void getter_absentKey_takesTheDefault() throws IOException {
    GgufMetadata metadata = metadata(new GgufWriter());

    assertThat(metadata.has("a")).isFalse();
    assertThat(metadata.string("a", "x")).isEqualTo("x");
    assertThat(metadata.integer("a", 7)).isEqualTo(7);
    assertThat(metadata.uniformInteger("a", 8)).isEqualTo(8);
    assertThat(metadata.real("a", 0.5)).isEqualTo(0.5);
    assertThat(metadata.flag("a", true)).isTrue();
  }

  @Test
  void uniformInteger_equalLayers_isOneNumber() throws IOException {
    GgufMetadata metadata = metadata(new GgufWriter().u32("single", 4).i32s("layers", 4, 4, 4));

    assertThat(metadata.uniformInteger("single")).isEqualTo(4);
    assertThat(metadata.uniformInteger("layers")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void tensor_anyType_keepsNameShapeAndBytes(TensorType type) throws IOException {
    byte[] bytes = new byte[(int) type.bytes(512 * 3)];
    new Random(17).nextBytes(bytes);

    new GgufWriter()
        .vector("before", 1, 2, 3)
        .tensor("weight", type, ByteBuffer.wrap(bytes), 512, 3)
        .write(model());

    GgufFile file = GgufFile.open(model());
    GgufTensor tensor = file.need("weight");
    assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("before", "weight");
    assertThat(tensor.type()).isEqualTo(type);
    assertThat(tensor.dims()).containsExactly(512L, 3L);
    assertThat(tensor.matrix().rows()).isEqualTo(3);
    assertThat(tensor.matrix().columns()).isEqualTo(512);
    assertThat(tensor.windows()).containsExactly(ByteBuffer.wrap(bytes));
    assertThat(file.need("before").floats()).containsExactly(1, 2, 3);
  }

  @Test
  void tensor_otherAlignment_startsAtItsMultiple() throws IOException {
    new GgufWriter().alignment(4096).vector("a", 1).vector("b", 2).write(model());

    GgufFile file = GgufFile.open(model());
    assertThat(Files.size(model())).isEqualTo(3 * 4096);
    assertThat(file.need("a").floats()).containsExactly(1);
    assertThat(file.need("b").floats()).containsExactly(2);
  }

  @Test
  void open_vocabularyWithoutTensors_isAFile() throws IOException {
    new GgufWriter().strings("tokenizer.ggml.tokens", List.of("a", "b")).write(model());

    GgufFile file = GgufFile.open(model());

    assertThat(file.tensors()).isEmpty();
    assertThat(file.metadata().strings("tokenizer.ggml.tokens")).containsExactly("a", "b");
  }

  @Test
  void write_dataOfWrongLength_leavesNothingBehind() throws IOException {
    GgufWriter writer =
        new GgufWriter().tensor("short", TensorType.F32, ByteBuffer.allocate(12), 4);

    assertThatThrownBy(() -> writer.write(model()))
        .isInstanceOf(IOException.class)
        .hasMessage("tensor short needs 16 bytes and was given 12");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void write_existingTarget_isReplaced() throws IOException {
    new GgufWriter().u32("a", 1).write(model());

    new GgufWriter().u32("a", 2).write(model());

    assertThat(GgufFile.open(model()).metadata().integer("a")).isEqualTo(2);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(model());
    }
  }

  @Test
  void writer_secondTimeOrBadShape_isRefused() {
    GgufWriter writer = new GgufWriter().u32("a", 1).vector("t", 1);

    assertThatThrownBy(() -> writer.flag("a", true)).hasMessage("key was added before: a");
    assertThatThrownBy(() -> writer.vector("t", 2)).hasMessage("tensor was added before: t");
    assertThatThrownBy(() -> writer.tensor("q", TensorType.Q8_0, ByteBuffer.allocate(0), 48))
        .hasMessage("q must have rows of whole blocks of Q8_0: 48");
    assertThatThrownBy(() -> writer.tensor("n", TensorType.F32, ByteBuffer.allocate(0)))
        .hasMessage("n must have 1 to 4 positive dims: []");
    assertThatThrownBy(() -> writer.vector("n".repeat(64), 1))
        .hasMessageStartingWith("name must have at most 63 bytes: nnn");
    assertThatThrownBy(() -> writer.u32("b", -1)).hasMessage("b must be in [0, 2^32): -1");
    assertThatThrownBy(() -> writer.alignment(48))
        .hasMessage("alignment must be a power of two, at most 1048576: 48");
  }
}
