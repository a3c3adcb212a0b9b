package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.DiskBed.stats;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that share a directory, and one that is killed while it writes. */
@Timeout(120)
class ChunkStoreProcessTest {

  @TempDir private Path directory;
  private DiskBed bed;

  @BeforeEach
  void create() {
    bed = new DiskBed(directory);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40})
  void kill_whileItWrites_everyFileIsComplete(int writes) throws Exception {
    try (WriterProcess writer = WriterProcess.start(directory)) {
      assertThat(writer.hear()).isEqualTo("open");
      writer.tell("loop");
      for (int count = 0; count < writes; count++) {
        assertThat(writer.hear()).isEqualTo(Integer.toString(count));
      }
    }

    try (ChunkStore store = bed.open()) {
      int found = 0;
      for (int chunk = 0; chunk < 20; chunk++) {
        for (KnownVariant known : store.variants(key(chunk))) {
          assertRight(store.load(known.key()).orElseThrow());
          found++;
        }
      }
      assertThat(found).isGreaterThanOrEqualTo(writes);
      assertThat(stats(store).rejected().values()).containsOnly(0L);
      assertThat(bed.files()).hasSize(found).noneMatch(FileName::isTemporary);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 2, TestKv.LAYERS, TestKv.LAYERS + 1, TestKv.LAYERS + 2, TestKv.LAYERS + 3})
  void kill_inTheMiddleOfAStep_theFileIsNotThere(int step) throws Exception {
    bed.write(variant(2, 7));
    try (WriterProcess writer = WriterProcess.start(directory, step)) {
      assertThat(writer.hear()).isEqualTo("open");
      writer.tell("put 1");
      assertThat(writer.hear()).isEqualTo("stopped");
      assertThat(bed.files()).hasSize(2);
    }

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(bed.files()).containsExactly(bed.file(variantKey(2, 7)));
      assertThat(stats(store).rejected().values()).containsOnly(0L);
      assertRight(store.load(variantKey(2, 7)).orElseThrow());
    }
  }

  /** Scores are created, written, forced and moved. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void kill_inTheMiddleOfWritingScores_theOldOnesStay(int step) throws Exception {
    bed.write(variant(1, 7), variant(2, 7));
    try (ChunkStore store = bed.open()) {
      store.used(variantKey(2, 7), 0.25);
    }
    byte[] before = Files.readAllBytes(bed.scores());
    try (WriterProcess writer = WriterProcess.start(directory, step)) {
      assertThat(writer.hear()).isEqualTo("open");
      for (int use = 0; use < 19; use++) {
        writer.tell("use 1");
        assertThat(writer.hear()).isEqualTo("used");
      }
      writer.tell("use 1");
      assertThat(writer.hear()).isEqualTo("stopped");
      assertThat(bed.files()).hasSize(4);
    }

    assertThat(Files.readAllBytes(bed.scores())).isEqualTo(before);
    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(2)).get(0).useScore()).isEqualTo(4);
      assertThat(stats(store).rejected().values()).containsOnly(0L);
      assertThat(bed.files()).hasSize(3);
    }
  }

  @Test
  void close_whileAnotherProcessWritesScores_theScoresOfBothAreKept() throws Exception {
    bed.write(variant(1, 7), variant(2, 7));
    try (WriterProcess other = WriterProcess.start(directory)) {
      assertThat(other.hear()).isEqualTo("open");
      try (ChunkStore store = bed.open()) {
        store.used(variantKey(2, 7), 0.1);
      }
      for (int use = 0; use < 20; use++) {
        other.tell("use 1");
        assertThat(other.hear()).isEqualTo("used");
      }
    }

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1)).get(0).useScore()).isEqualTo(10);
      assertThat(store.variants(key(2)).get(0).useScore()).isEqualTo(5);
    }
  }

  @Test
  void open_fileThatAnotherProcessIsWriting_isLeftToIt() throws IOException {
    Path abandoned =
        Files.writeString(directory.resolve(FileName.temporary("a.kv")), "half of a file");
    Path written = directory.resolve(FileName.temporary("b.kv"));
    try (var channel = new FileCalls().create(written)) {
      assertThat(channel.tryLock()).isNotNull();

      bed.open().close();

      assertThat(abandoned).doesNotExist();
      assertThat(written).exists();
    }
  }

  @Test
  void put_twoProcesses_eachFindsWhatTheOtherWrote() throws Exception {
    try (WriterProcess other = WriterProcess.start(directory);
        ChunkStore store = bed.open()) {
      assertThat(other.hear()).isEqualTo("open");
      other.tell("put 1");
      assertThat(other.hear()).isEqualTo("written 1");
      store.put(variant(2, 7));

      assertRight(store.load(variantKey(1, 7)).orElseThrow());
      other.tell("load 2");
      assertThat(other.hear()).isEqualTo("right");
      other.tell("load 3");
      assertThat(other.hear()).isEqualTo("miss");
    }
  }

  @Test
  void put_otherProcessHasTheFileOpen_mayDeleteIt() throws Exception {
    bed.disk = bed.disk.withMaxBytes(2 * DiskBed.fileBytes(variant(1, 7)) + 100);
    try (WriterProcess other = WriterProcess.start(directory);
        ChunkStore store = bed.open()) {
      assertThat(other.hear()).isEqualTo("open");
      store.put(variant(1, 7));
      other.tell("load 1");
      assertThat(other.hear()).isEqualTo("right");

      store.put(variant(2, 7));
      store.put(variant(3, 7));

      assertThat(bed.file(variantKey(1, 7))).doesNotExist();
      other.tell("load 1"); // from its memory
      assertThat(other.hear()).isEqualTo("right");
      other.tell("load 3");
      assertThat(other.hear()).isEqualTo("right");
    }
  }
}
