package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.DiskBed.stats;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a disk does to a store: nothing but misses. */
@Timeout(120)
class ChunkStoreDamageTest {

  private static final VariantKey KEY = variantKey(1, 7);

  @TempDir private Path directory;
  private DiskBed bed;

  @BeforeEach
  void create() {
    bed = new DiskBed(directory.resolve("chunks"));
  }

  /** Fails as a full disk does, after so many bytes. */
  private static final class FullDisk extends FileCalls {
    private long left;

    FullDisk(long left) {
      this.left = left;
    }

    @Override
    void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
      if (bytes.remaining() > left) {
        super.write(file, bytes.duplicate().limit(bytes.position() + (int) left), at);
        left = 0;
        throw new IOException("No space left on device");
      }
      left -= bytes.remaining();
      super.write(file, bytes, at);
    }
  }

  @Test
  void variants_tornHeader_isAMissAndTheFileIsDeleted() throws IOException {
    bed.write(variant(1, 7), variant(2, 7));
    Path file = bed.file(KEY);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(store.load(KEY)).isEmpty();
      assertThat(file).doesNotExist();
      assertThat(stats(store).rejected()).containsEntry(Rejection.TORN, 1L);
      assertRight(store.load(variantKey(2, 7)).orElseThrow());

      store.put(variant(1, 7));
      assertThat(file).exists();
    }
  }

  @Test
  void load_damagedLayer_earlierLayersAreRightAndTheRestIsLost() throws IOException {
    bed.write(variant(1, 7));
    Path file = bed.file(KEY);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    try (ChunkStore store = bed.open()) {
      LoadedChunk loaded = store.load(KEY).orElseThrow();
      loaded.awaitLayer(1);
      assertThatExceptionOfType(LostVariantException.class)
          .isThrownBy(() -> loaded.awaitLayer(2))
          .withMessageContaining("checksum of layer 2");
      assertThatExceptionOfType(LostVariantException.class).isThrownBy(loaded::awaitAll);
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(store.load(KEY)).isEmpty();
      assertThat(file).doesNotExist();
      assertThat(stats(store).lost()).isEqualTo(1);
      assertThat(store.stats().promotions()).isZero();
    }
  }

  @Test
  void variants_fileOfAnotherScopeUnderOurName_isCountedAndKept() throws IOException {
    DiskBed other = new DiskBed(bed.directory);
    other.disk = DiskSettings.of(bed.directory, "another model");
    other.write(variant(1, 7));
    Path theirs = bed.files().get(0);
    Files.copy(theirs, bed.file(KEY));

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(store.load(KEY)).isEmpty();
      assertThat(stats(store).rejected()).containsEntry(Rejection.WRONG_SCOPE, 1L);
      assertThat(bed.file(KEY)).exists();
      assertThat(theirs).exists();
    }
  }

  @Test
  void variants_fileUnderTheNameOfAnother_isForeign() throws IOException {
    bed.write(variant(1, 7));
    Files.copy(bed.file(KEY), bed.file(variantKey(1, 8)));
    Files.copy(bed.file(KEY), bed.file(variantKey(2, 7)));

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1))).extracting(KnownVariant::key).containsExactly(KEY);
      assertThat(store.variants(key(2))).isEmpty();
      assertThat(stats(store).rejected()).containsEntry(Rejection.FOREIGN, 2L);
    }
  }

  @Test
  void open_otherFilesInTheDirectory_areLeftAlone() throws IOException {
    bed.write(variant(1, 7));
    Path note = Files.writeString(bed.directory.resolve("notes.txt"), "of the operator");
    Path temporary = Files.writeString(bed.directory.resolve("upload.tmp"), "of somebody");
    Path directoryLikeAFile = Files.createDirectory(bed.file(variantKey(9)));

    try (ChunkStore store = bed.open()) {
      assertRight(store.load(KEY).orElseThrow());
      assertThat(store.variants(key(9))).isEmpty();
    }
    assertThat(note).exists();
    assertThat(temporary).exists();
    assertThat(directoryLikeAFile).exists();
  }

  @Test
  void put_diskIsFull_memoryGoesOnAndThePauseEnds() {
    bed.calls = new FullDisk(TestKv.BYTES);
    bed.disk = bed.disk.withPause(Duration.ofSeconds(30));
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(2, 7));

      assertThat(bed.files()).isEmpty();
      assertThat(stats(store).outages()).isEqualTo(1);
      assertThat(stats(store).notWritten()).isEqualTo(2);
      assertThat(store.variants(key(1)).get(0).tier()).isEqualTo(Tier.MEMORY);
      assertRight(store.load(KEY).orElseThrow());
      assertRight(store.load(variantKey(2, 7)).orElseThrow());

      bed.nanos.addAndGet(Duration.ofSeconds(30).toNanos());
      store.put(variant(3, 7));
      assertThat(stats(store).outages()).isEqualTo(2);
    }
  }

  @Test
  void put_diskHasRoomAgain_filesAreWritten() {
    FullDisk disk = new FullDisk(10);
    bed.calls = disk;
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      disk.left = 1 << 20;
      bed.nanos.addAndGet(bed.disk.pause().toNanos());

      store.put(variant(2, 7));

      assertThat(bed.files()).containsExactly(bed.file(variantKey(2, 7)));
      assertThat(stats(store).written()).isEqualTo(1);
    }
  }

  @Test
  void put_diskIsFullAtAnyByte_leavesNoPartOfAFile() {
    bed.write(variant(2, 7));
    long bytes = DiskBed.fileBytes(variant(1, 7));
    for (long left = 0; left < bytes; left += 97) {
      bed.calls = new FullDisk(left);
      try (ChunkStore store = bed.open()) {
        store.put(variant(1, 7));
        assertThat(bed.files()).as("room for %s bytes", left).hasSize(1);
        assertRight(store.load(variantKey(2, 7)).orElseThrow());
      }
    }
  }

  @Test
  void open_directoryCannotBeCreated_memoryGoesOn() throws IOException {
    Files.writeString(directory.resolve("chunks"), "a file where the directory should be");
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      assertRight(store.load(KEY).orElseThrow());
      assertThat(stats(store).outages()).isEqualTo(1);

      Files.delete(directory.resolve("chunks"));
      bed.nanos.addAndGet(bed.disk.pause().toNanos());
      store.put(variant(2, 7));

      assertThat(bed.files()).hasSize(1);
    }
  }

  @Test
  void put_nameCannotBeGiven_isAnOutage() {
    bed.calls =
        new FileCalls() {
          @Override
          void move(Path from, Path to) throws IOException {
            throw new IOException("Read-only file system");
          }
        };
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));

      assertThat(bed.files()).isEmpty();
      assertThat(stats(store).outages()).isEqualTo(1);
    }
  }
}
