package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.numbers;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pith.ragcache.engine.ChunkKvCodec.Format;
import dev.pith.ragcache.engine.ChunkKvCodec.Layout;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class VariantFileTest {

  private static final String SCOPE = "a scope";
  private static final Layout SMALL = new Layout(2, 1, 4, KvType.F32, 2);

  @TempDir private Path directory;

  private Path write(Variant variant, Format format) throws IOException {
    FileName names = new FileName(SCOPE);
    VariantWriter writer = new VariantWriter(directory, SCOPE, names, new FileCalls());
    writer.write(variant, writer.header(variant, format, 77));
    return directory.resolve(names.of(variant.key()));
  }

  /** Opens a file and reads all of it, or says why that is not possible. */
  private static Rejection reject(Path path) throws IOException {
    List<RejectedFileException> damages = new ArrayList<>();
    try {
      VariantFile file = VariantFile.open(path, SCOPE, damages::add);
      for (int layer = 0; layer < file.layout().layers(); layer++) {
        file.layer(layer);
      }
    } catch (RejectedFileException rejection) {
      return rejection.reason();
    }
    throw new AssertionError("nothing was wrong with " + path);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void open_writtenFile_givesBackAll(Format format) throws IOException {
    Variant variant = TestKv.variant(variantKey(1, 7, 8), SMALL, true);
    Path path = write(variant, format);

    VariantFile file = VariantFile.open(path, SCOPE, damage -> {});

    assertThat(file.header().key()).isEqualTo(variant.key());
    assertThat(file.header().sequence()).isEqualTo(77);
    assertThat(file.layout()).isEqualTo(SMALL);
    assertThat(file.format()).isEqualTo(format);
    assertSame(file.profile(), variant.profile());
    assertThat(Files.size(path)).isEqualTo(file.header().fileBytes());
    ChunkLoad load = new ChunkLoad(variant.key(), file);
    assertThat(ChunkLoadTest.loadAll(load, new LoadTimes(), System::nanoTime)).isTrue();
    if (format == Format.F32) {
      assertThat(numbers(load.awaitAll())).isEqualTo(numbers(variant.kv()));
    }
  }

  @Test
  void write_fileSystemWithUsers_nobodyElseMayRead() throws IOException {
    Path path = write(TestKv.variant(variantKey(1), SMALL, false), Format.F32);

    assertThat(Files.getPosixFilePermissions(path))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void open_cutAnywhere_isTorn() throws IOException {
    Path path = write(TestKv.variant(variantKey(1, 7), SMALL, false), Format.F32);
    byte[] bytes = Files.readAllBytes(path);

    for (int length = 0; length < bytes.length; length++) {
      Files.write(path, Arrays.copyOf(bytes, length));

      assertThat(reject(path)).as("%s of %s bytes", length, bytes.length).isEqualTo(Rejection.TORN);
    }
  }

  @Test
  void open_anyBitFlipped_isRejected() throws IOException {
    Path path = write(TestKv.variant(variantKey(1, 7), SMALL, false), Format.F16);
    byte[] bytes = Files.readAllBytes(path);

    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, bytes);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);

      boolean mayBeForeign = bit / 8 < 12; // magic and version
      Rejection reason = reject(path);
      assertThat(mayBeForeign || reason == Rejection.TORN).as("bit %s: %s", bit, reason).isTrue();
    }
    Files.write(path, bytes);
    VariantFile.open(path, SCOPE, damage -> {}).layer(1);
  }

  @Test
  void open_bytesBehindTheEnd_isTorn() throws IOException {
    Path path = write(TestKv.variant(variantKey(1), SMALL, false), Format.F32);
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length + 1));

    assertThat(reject(path)).isEqualTo(Rejection.TORN);
  }

  @Test
  void open_lengthWithoutBytes_isTorn() throws IOException {
    Path path = directory.resolve("zeros");
    Files.write(path, new byte[4096]);

    assertThat(reject(path)).isEqualTo(Rejection.TORN);
  }

  @Test
  void open_otherContent_isForeign() throws IOException {
    Path path = directory.resolve("text");
    Files.writeString(path, "This is a text of some other program.");

    assertThat(reject(path)).isEqualTo(Rejection.FOREIGN);
  }

  @Test
  void open_laterVersion_isNewer() throws IOException {
    Path path = write(TestKv.variant(variantKey(1), SMALL, false), Format.F32);
    byte[] bytes = Files.readAllBytes(path);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 3);
    Files.write(path, bytes);

    assertThat(reject(path)).isEqualTo(Rejection.NEWER);
  }

  @Test
  void open_otherScope_isWrong() throws IOException {
    Path path = write(TestKv.variant(variantKey(1), SMALL, false), Format.F32);

    assertThatExceptionOfType(RejectedFileException.class)
        .isThrownBy(() -> VariantFile.open(path, "another scope", damage -> {}))
        .satisfies(thrown -> assertThat(thrown.reason()).isEqualTo(Rejection.WRONG_SCOPE))
        .withMessageContaining(SCOPE);
  }

  @Test
  void layer_fileIsDeletedOrReplacedAfterOpening_readsWhatWasOpened() throws IOException {
    Variant variant = TestKv.variant(variantKey(1, 7), SMALL, false);
    Path path = write(variant, Format.F32);
    VariantFile deleted = VariantFile.open(path, SCOPE, damage -> {});
    Files.delete(path);
    write(variant, Format.F16);
    VariantFile replaced = VariantFile.open(path, SCOPE, damage -> {});
    write(variant, Format.Q8);

    ChunkLoad load = new ChunkLoad(variant.key(), deleted);
    assertThat(ChunkLoadTest.loadAll(load, new LoadTimes(), System::nanoTime)).isTrue();
    assertThat(numbers(load.chunk())).isEqualTo(numbers(variant.kv()));
    assertThat(replaced.layer(1).remaining()).isEqualTo(SMALL.layerBytes(Format.F16));
  }

  @Test
  void layer_fileIsCutWhileMapped_isDamaged() throws IOException {
    Layout pages = new Layout(4, 1, 64, KvType.F32, 64);
    Variant variant = TestKv.variant(variantKey(1, 7), pages, false);
    Path path = write(variant, Format.F32);
    List<RejectedFileException> damages = new ArrayList<>();
    VariantFile file = VariantFile.open(path, SCOPE, damages::add);
    file.layer(0);
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(file.header().layerStart(2));
    }

    assertThatExceptionOfType(RejectedFileException.class).isThrownBy(() -> file.layer(3));
    assertThat(damages).isNotEmpty();
  }

  private static void assertSame(ContextProfile found, ContextProfile expected) {
    assertThat(found.prefix()).isEqualTo(expected.prefix());
    assertThat(found.exactBehind()).isEqualTo(expected.exactBehind());
    assertThat(found.length()).isEqualTo(expected.length());
    assertThat(found.layers()).isEqualTo(expected.layers());
    for (int layer = 0; layer < expected.layers(); layer++) {
      assertThat(found.intra(layer)).isEqualTo(expected.intra(layer));
      for (int segment = 0; segment < expected.prefix().size(); segment++) {
        assertThat(found.inter(layer, segment)).isEqualTo(expected.inter(layer, segment));
        assertThat(found.prefixLength(segment)).isEqualTo(expected.prefixLength(segment));
      }
    }
    for (int token = 0; token < expected.length(); token++) {
      assertThat(found.outside(token)).isEqualTo(expected.outside(token));
      assertThat(found.sink(token)).isEqualTo(expected.sink(token));
      assertThat(found.firstLook(token)).isEqualTo(expected.firstLook(token));
    }
  }
}
