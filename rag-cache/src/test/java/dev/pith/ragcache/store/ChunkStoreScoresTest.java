package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.DiskBed.fileBytes;
import static dev.pith.ragcache.store.DiskBed.stats;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What variants were worth is known after a restart. */
@Timeout(120)
class ChunkStoreScoresTest {

  @TempDir private Path directory;
  private DiskBed bed;

  @BeforeEach
  void create() {
    bed = new DiskBed(directory);
  }

  /** Three variants of a chunk, the middle one used most, then the first one. */
  private void writeUsed() {
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(1, 8));
      store.put(variant(1, 9));
      store.used(variantKey(1, 7), 1);
      store.used(variantKey(1, 8), 0.1);
    }
  }

  private static List<VariantKey> keys(ChunkStore store, int chunk) {
    return store.variants(key(chunk)).stream().map(KnownVariant::key).toList();
  }

  private static List<Double> scores(ChunkStore store, int chunk) {
    return store.variants(key(chunk)).stream().map(KnownVariant::useScore).toList();
  }

  @Test
  void open_afterARestart_variantsHaveTheirOrderAndScores() {
    writeUsed();

    try (ChunkStore store = bed.open()) {
      assertThat(keys(store, 1))
          .containsExactly(variantKey(1, 8), variantKey(1, 7), variantKey(1, 9));
      assertThat(scores(store, 1)).containsExactly(10.0, 1.0, 0.0);
      assertThat(stats(store).scores()).isEqualTo(2);
    }
  }

  @Test
  void open_nothingWasUsed_theNewestComesFirstAndThereIsNoFile() {
    bed.write(variant(1, 9), variant(1, 7), variant(1, 12), variant(1, 8));

    try (ChunkStore store = bed.open()) {
      assertThat(keys(store, 1))
          .containsExactly(variantKey(1, 8), variantKey(1, 12), variantKey(1, 7), variantKey(1, 9));
    }
    assertThat(bed.scores()).doesNotExist();
  }

  @Test
  void put_afterARestart_whatLeavesIsWhatWouldHaveLeftBefore() {
    bed.memory = bed.memory.withMaxVariants(3);
    writeUsed();
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 10));
      assertThat(keys(store, 1)).doesNotContain(variantKey(1, 9)).contains(variantKey(1, 7));
      store.put(variant(1, 11));
      assertThat(keys(store, 1)).contains(variantKey(1, 8), variantKey(1, 7), variantKey(1, 11));
    }
    bed.disk = bed.disk.withMaxBytes(3 * fileBytes(variant(1, 7)) + 1_000);
    try (ChunkStore store = bed.open()) {
      store.put(variant(2, 7));
      assertThat(bed.file(variantKey(1, 11))).doesNotExist();
      store.put(variant(3, 7));
      assertThat(bed.file(variantKey(2, 7))).doesNotExist();
      assertThat(keys(store, 1)).containsExactly(variantKey(1, 8), variantKey(1, 7));
    }
  }

  @Test
  void open_severalRestarts_scoresGrowOnAndFadeWithTheirEpochs() {
    bed.write(variant(1, 7), variant(1, 8));
    for (int run = 0; run < 3; run++) {
      try (ChunkStore store = bed.open()) {
        store.used(variantKey(1, 7), 0.25);
      }
    }
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(12.0, 0.0);
      for (int use = 0; use < 20; use++) { // two epochs of a store with one chunk
        store.used(variantKey(1, 8), 1);
      }
      assertThat(scores(store, 1)).containsExactly(7.5, 3.0);
    }
    try (ChunkStore store = bed.open()) {
      assertThat(keys(store, 1)).containsExactly(variantKey(1, 8), variantKey(1, 7));
      assertThat(scores(store, 1)).containsExactly(7.5, 3.0);
    }
  }

  @Test
  void used_anEpochHasEnded_theFileIsWrittenWhileTheStoreIsOpen() {
    bed.write(variant(1, 7));
    try (ChunkStore store = bed.open()) {
      for (int use = 0; use < 9; use++) {
        store.used(variantKey(1, 7), 1);
      }
      assertThat(bed.scores()).doesNotExist();

      store.used(variantKey(1, 7), 1);

      assertThat(bed.scores()).exists();
      try (ChunkStore other = bed.open()) {
        assertThat(scores(other, 1)).containsExactly(5.0);
      }
    }
  }

  /** A header that is read late has what it was worth since then halved, too. */
  @Test
  void variants_headerThatIsReadLate_itsScoreHasFaded() {
    bed.write(variant(1, 7), variant(2, 7));
    try (ChunkStore store = bed.open()) {
      store.used(variantKey(1, 7), 0.25);
      store.used(variantKey(2, 7), 0.5);
    }
    HeldExecutor writer = new HeldExecutor();
    ChunkStore store = bed.openWith(writer);
    store.variants(key(1));
    for (int use = 0; use < 10; use++) {
      store.used(variantKey(1, 7), 1);
    }

    assertThat(scores(store, 1)).containsExactly(7.0);
    assertThat(scores(store, 2)).containsExactly(1.0);
    store.close();
    writer.runAll();
  }

  @Test
  void close_twoStoresOnOneDirectory_theLargerScoreOfEachIsKept() {
    bed.write(variant(1, 7), variant(2, 7), variant(3, 7));
    try (ChunkStore one = bed.open();
        ChunkStore other = bed.open()) {
      one.used(variantKey(1, 7), 0.1);
      one.used(variantKey(2, 7), 1);
      other.used(variantKey(2, 7), 0.5);
      other.used(variantKey(3, 7), 0.2);
    }
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(10.0);
      assertThat(scores(store, 2)).containsExactly(2.0);
      assertThat(scores(store, 3)).containsExactly(5.0);
    }
  }

  @Test
  void close_storeThatUsedNothing_leavesTheFileToTheOthers() throws IOException {
    writeUsed();
    ChunkStore idle = bed.open();
    try (ChunkStore busy = bed.open()) {
      for (int use = 0; use < 10; use++) {
        busy.used(variantKey(1, 9), 1);
      }
    }
    byte[] before = Files.readAllBytes(bed.scores());

    idle.close();

    assertThat(Files.readAllBytes(bed.scores())).isEqualTo(before);
  }

  @Test
  void close_variantsWhoseFilesAreGone_areLeftOut() throws IOException {
    writeUsed();
    Files.delete(bed.file(variantKey(1, 8)));
    try (ChunkStore store = bed.open()) {
      assertThat(stats(store).scores()).isEqualTo(2);
      store.used(variantKey(1, 7), 1);
    }

    assertThat(ScoreFile.read(bed.scores(), new FileName(DiskBed.SCOPE)))
        .containsOnly(Map.entry(bed.file(variantKey(1, 7)).getFileName().toString(), 2.0));
  }

  @Test
  void open_fileCutAnywhere_scoresAreUnknownAndNothingFails() throws IOException {
    writeUsed();
    byte[] bytes = Files.readAllBytes(bed.scores());

    for (int length = 0; length < bytes.length; length++) {
      Files.write(bed.scores(), Arrays.copyOf(bytes, length));
      assertUnknown("cut to " + length, Rejection.TORN);
    }
  }

  @Test
  void open_anyBitFlipped_scoresAreUnknownAndNothingFails() throws IOException {
    writeUsed();
    byte[] bytes = Files.readAllBytes(bed.scores());

    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(bed.scores(), flipped);
      assertUnknown("bit " + bit, bit < 64 ? Rejection.FOREIGN : Rejection.TORN);
    }
  }

  private void assertUnknown(String what, Rejection reason) {
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).as(what).containsExactly(0.0, 0.0, 0.0);
      assertThat(stats(store).rejected()).as(what).containsEntry(reason, 1L);
      assertThat(stats(store).scores()).as(what).isZero();
    }
  }

  @Test
  void close_damagedFile_isReplaced() throws IOException {
    writeUsed();
    Files.write(bed.scores(), new byte[100]);

    try (ChunkStore store = bed.open()) {
      store.used(variantKey(1, 9), 0.5);
      store.used(variantKey(1, 9), 0.5);
    }

    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(4.0, 0.0, 0.0);
      assertThat(stats(store).rejected().values()).containsOnly(0L);
    }
  }

  @Test
  void close_fileOfALaterVersion_isLeftAloneAndToldOnce() throws IOException {
    writeUsed();
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(bed.scores()));
    file.order(ByteOrder.LITTLE_ENDIAN).putInt(8, 2);
    CRC32C checksum = new CRC32C();
    checksum.update(file.duplicate().limit(file.limit() - 4));
    file.putInt(file.limit() - 4, (int) checksum.getValue());
    Files.write(bed.scores(), file.array());

    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(0.0, 0.0, 0.0);
      for (int use = 0; use < 30; use++) {
        store.used(variantKey(1, 7), 1);
      }
      assertThat(stats(store).rejected()).containsEntry(Rejection.NEWER, 1L);
      assertThat(stats(store).outages()).isZero();
    }
    assertThat(Files.readAllBytes(bed.scores())).isEqualTo(file.array());
  }

  @Test
  void open_scoresOfAnotherScopeUnderOurName_areNotOurs() throws IOException {
    writeUsed();
    DiskBed other = new DiskBed(directory);
    other.disk = DiskSettings.of(directory, "another model");
    other.write(variant(1, 7));
    Files.copy(bed.scores(), directory.resolve(new FileName("another model").ofScores()));

    try (ChunkStore store = other.open()) {
      assertThat(scores(store, 1)).containsExactly(0.0);
      assertThat(stats(store).rejected()).containsEntry(Rejection.WRONG_SCOPE, 1L);
    }
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(10.0, 1.0, 0.0);
    }
  }

  @Test
  void close_aDirectoryHasTheName_nothingFails() throws IOException {
    Files.createDirectory(bed.scores());
    writeUsed();

    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(0.0, 0.0, 0.0);
      assertThat(stats(store).unreadable()).isEqualTo(1);
    }
    assertThat(bed.scores()).isDirectory();
  }

  /** Lets no byte of the scores be written after so many of them. */
  private static final class FullDisk extends FileCalls {
    private long left;

    FullDisk(long left) {
      this.left = left;
    }

    @Override
    void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
      int fits = (int) Math.min(left, bytes.remaining());
      super.write(file, bytes.duplicate().limit(bytes.position() + fits), at);
      left -= fits;
      if (fits < bytes.remaining()) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void used_diskIsFullAtAnyByte_theOldScoresStayAndTheStoreGoesOn() throws IOException {
    writeUsed();
    byte[] before = Files.readAllBytes(bed.scores());
    for (long left = 0; left < before.length; left += 7) {
      bed.calls = new FullDisk(left);
      try (ChunkStore store = bed.open()) {
        for (int use = 0; use < 10; use++) {
          store.used(variantKey(1, 7), 1);
        }
        assertThat(stats(store).outages()).isEqualTo(1);
        assertThat(scores(store, 1)).containsExactly(5.5, 5.0, 0.0);
        assertRight(store.load(variantKey(1, 7)).orElseThrow());
        assertThat(bed.files()).as("room for %s bytes", left).hasSize(4);
      }
      assertThat(Files.readAllBytes(bed.scores())).isEqualTo(before);
    }
  }

  @Test
  void used_diskHasRoomAgain_nothingIsLost() {
    writeUsed();
    FullDisk full = new FullDisk(0);
    bed.calls = full;
    try (ChunkStore store = bed.open()) {
      for (int use = 0; use < 10; use++) {
        store.used(variantKey(1, 7), 1);
      }
      full.left = 10_000;
    }
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1)).containsExactly(5.5, 5.0, 0.0);
    }
  }

  @Test
  void put_tierIsFull_theFileWithTheScoresHasItsRoomToo() {
    bed.disk = bed.disk.withMaxBytes(3 * fileBytes(variant(1, 7)) + ScoreFile.bytes(1));
    bed.memory = bed.memory.withMemoryBytes(1);
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(2, 7));
      store.put(variant(3, 7));
      for (int use = 0; use < 30; use++) {
        store.used(variantKey(1 + use % 2, 7), use % 2 == 0 ? 0.5 : 1);
      }

      assertThat(stats(store).scores()).isEqualTo(1); // the best one: no room for another
      assertThat(stats(store).bytes()).isEqualTo(bed.disk.maxBytes());
      store.put(variant(4, 7));
      assertThat(stats(store).bytes()).isEqualTo(bed.disk.maxBytes());
      assertThat(bed.file(variantKey(3, 7))).doesNotExist();
    }
    try (ChunkStore store = bed.open()) {
      assertThat(scores(store, 1).get(0)).isPositive();
      assertThat(scores(store, 2)).containsExactly(0.0);
    }
  }

  @Test
  void put_scoresLeaveNoRoom_aVariantLeaves() {
    bed.disk = bed.disk.withMaxBytes(3 * fileBytes(variant(1, 7)) + ScoreFile.bytes(1) - 1);
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(2, 7));
      for (int use = 0; use < 20; use++) {
        store.used(variantKey(1 + use % 2, 7), 1);
      }
      assertThat(stats(store).scores()).isEqualTo(2);

      store.put(variant(3, 7));

      assertThat(stats(store).files()).isEqualTo(2);
      assertThat(stats(store).bytes()).isLessThanOrEqualTo(bed.disk.maxBytes());
      assertThat(bed.file(variantKey(3, 7))).exists();
    }
  }
}
