package dev.pith.ragcache.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorWindowsTest {

  private static final int ROW_BYTES = 4 * 5;

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void writeModel() throws IOException {
    path = folder.resolve("model.gguf");
    new GgufWriter()
        .tensor("wide", TensorType.F32, counting(5 * 7), 5, 7)
        .vector("norm", 1, 2, 3)
        .tensor("cube", TensorType.F32, counting(5 * 6), 5, 3, 2)
        .write(path);
  }

  private static ByteBuffer counting(int values) {
    ByteBuffer data = ByteBuffer.allocate(values * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values; i++) {
      data.putFloat(i * 4, i);
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 39, 40, 59, 60, 100, 139, 140, 141, 180, 300, 1000})
  void open_windowsOfAnyLength_cutBetweenRows(int windowBytes) throws IOException {
    GgufFile file = GgufFile.open(path, windowBytes);

    GgufTensor wide = file.need("wide");
    float expected = 0;
    for (ByteBuffer window : wide.windows()) {
      ByteBuffer values = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      assertThat(values.capacity()).isLessThanOrEqualTo(windowBytes);
      assertThat(values.capacity() % ROW_BYTES).isZero();
      while (values.hasRemaining()) {
        assertThat(values.getFloat()).isEqualTo(expected++);
      }
    }
    assertThat(expected).isEqualTo(5 * 7);
    assertThat(wide.matrix().rows()).isEqualTo(7);
    assertThat(file.need("cube").windows().stream().mapToInt(ByteBuffer::capacity).sum())
        .isEqualTo(5 * 6 * 4);
    assertThat(file.need("norm").floats()).containsExactly(1, 2, 3);
    assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("wide", "norm", "cube");
  }

  /** The file is sparse: it has 3 GiB and takes a few kilobytes. */
  @Test
  void open_tensorBehind2Gib_isRead() throws IOException {
    long dataBytes = 3L << 30;
    byte[] head =
        new GgufEncoder()
            .raw(new byte[] {'G', 'G', 'U', 'F'})
            .i32(3)
            .i64(2)
            .i64(0)
            .string("huge")
            .i32(2)
            .i64(1 << 20)
            .i64(700)
            .i32(TensorType.F32.ggmlId())
            .i64(0)
            .string("far")
            .i32(1)
            .i64(8)
            .i32(TensorType.F32.ggmlId())
            .i64(dataBytes - 32)
            .toBytes();
    long dataStart = GgufHead.align(head.length, 32);
    Path sparse = folder.resolve("sparse.gguf");
    try (FileChannel channel =
        FileChannel.open(
            sparse,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(head), 0);
      channel.write(counting(2), dataStart + (650L << 22));
      channel.write(counting(8), dataStart + dataBytes - 32);
    }

    GgufFile file = GgufFile.open(sparse);

    List<ByteBuffer> windows = file.need("huge").windows();
    assertThat(windows).extracting(ByteBuffer::capacity).containsExactly(511 << 22, 189 << 22);
    ByteBuffer second = windows.get(1).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(second.getFloat(((650 - 511) << 22) + 4)).isEqualTo(1);
    assertThat(file.need("huge").matrix().rows()).isEqualTo(700);
    assertThat(file.need("far").floats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }
}
