package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.DiskBed.fileBytes;
import static dev.pith.ragcache.store.DiskBed.stats;
import static dev.pith.ragcache.store.TestKv.BYTES;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.engine.KvType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ChunkStoreDiskTest {

  @TempDir private Path directory;
  private DiskBed bed;

  @BeforeEach
  void create() {
    bed = new DiskBed(directory);
  }

  @Test
  void open_directoryOfAnEarlierRun_knowsAndLoadsItsVariants() {
    bed.write(variant(1, 7, 8), variant(1, 8), variant(2));

    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1)))
          .extracting(KnownVariant::key)
          .containsExactlyInAnyOrder(variantKey(1, 7, 8), variantKey(1, 8));
      assertThat(store.variants(key(1))).extracting(KnownVariant::tier).containsOnly(Tier.DISK);
      assertThat(store.variants(key(1)).get(0).profile().layers()).isEqualTo(TestKv.LAYERS);
      LoadedChunk loaded = store.load(variantKey(1, 7, 8)).orElseThrow();
      assertRight(loaded);
      assertThat(loaded.tier()).isEqualTo(Tier.DISK);
      assertThat(store.layerNanos(Tier.DISK, 4).orElseThrow()).isPositive();

      LoadedChunk again = store.load(variantKey(1, 7, 8)).orElseThrow();
      assertRight(again);
      assertThat(again.tier()).isEqualTo(Tier.MEMORY);
      assertThat(store.stats().diskHits()).isEqualTo(1);
      assertThat(store.stats().memoryHits()).isEqualTo(1);
      assertThat(store.stats().promotions()).isEqualTo(1);
      assertThat(stats(store).files()).isEqualTo(3);
    }
  }

  @Test
  void load_keyThatWasNeverListed_isFoundToo() {
    bed.write(variant(1, 7));

    try (ChunkStore store = bed.open()) {
      assertRight(store.load(variantKey(1, 7)).orElseThrow());
      assertThat(store.load(variantKey(1, 8))).isEmpty();
    }
  }

  @Test
  void load_memoryIsFull_filesServeTheRest() {
    bed.memory = bed.memory.withMemoryBytes(2 * BYTES);
    try (ChunkStore store = bed.open()) {
      for (int chunk = 0; chunk < 10; chunk++) {
        store.put(variant(chunk, 7));
      }
      for (int chunk = 0; chunk < 10; chunk++) {
        assertRight(store.load(variantKey(chunk, 7)).orElseThrow());
      }
      assertThat(store.stats().diskHits()).isGreaterThanOrEqualTo(8);
      assertThat(store.stats().memoryBytes()).isLessThanOrEqualTo(2 * BYTES);
    }
  }

  /** Whoever asks for a chunk while its headers are being read waits for them. */
  @Test
  void variants_whileTheDirectoryIsRead_areAllThere() {
    int chunks = 60;
    for (int chunk = 0; chunk < chunks; chunk++) {
      bed.write(variant(chunk, 7));
    }
    for (int round = 0; round < 10; round++) {
      try (ChunkStore store = ChunkStore.open(bed.memory, bed.disk)) {
        for (int chunk = 0; chunk < chunks; chunk++) {
          assertThat(store.variants(key(chunk))).as("chunk %s", chunk).hasSize(1);
        }
      }
    }
  }

  @Test
  void loadAhead_variantOnDisk_isInMemoryWhenItIsAskedFor() {
    bed.write(variant(1, 7), variant(2, 7));

    try (ChunkStore store = bed.open()) {
      store.loadAhead(List.of(variantKey(1, 7), variantKey(3)));

      assertThat(store.load(variantKey(1, 7)).orElseThrow().tier()).isEqualTo(Tier.MEMORY);
      assertThat(store.variants(key(2)).get(0).tier()).isEqualTo(Tier.DISK);
      assertThat(store.stats().diskHits()).isZero();
      assertThat(store.stats().misses()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"F16,EXACT,1e-3", "Q8,EXACT,0.03", "Q8,Q8,0.03", "EXACT,F16,1e-3"})
  void load_narrowFormats_errByTheirRoundingOnly(
      StorageFormat disk, StorageFormat memory, double bound) {
    bed.disk = bed.disk.withFormat(disk);
    bed.memory = bed.memory.withMemoryFormat(memory);
    bed.write(variant(1, 7));

    try (ChunkStore store = bed.open()) {
      float[] expected = TestKv.numbers(variant(1, 7).kv());
      store.load(variantKey(1, 7)).orElseThrow().awaitAll();
      float[] found = TestKv.numbers(store.load(variantKey(1, 7)).orElseThrow().awaitAll());

      assertThat(found).isNotEqualTo(expected);
      for (int i = 0; i < found.length; i++) {
        assertThat(Math.abs((double) found[i] - expected[i])).isLessThan(2 * bound);
      }
    }
  }

  @Test
  void put_numberThatDoesNotFitTheFormat_isKeptExactly() {
    bed.disk = bed.disk.withFormat(StorageFormat.F16);
    bed.memory = bed.memory.withMemoryFormat(StorageFormat.F16);
    ChunkKvCodec.Layout layout = new ChunkKvCodec.Layout(1, 1, 2, KvType.F32, 1);
    var kv = ChunkKvCodec.newChunk(layout);
    var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1e6f).putFloat(0.1f).putFloat(1).putFloat(2).flip();
    ChunkKvCodec.decode(bytes, ChunkKvCodec.Format.F32, kv, 0);
    VariantKey key = variantKey(1);
    bed.write(new Variant(key, TestKv.profile(List.of(), layout, false), kv));

    try (ChunkStore store = bed.open()) {
      assertThat(TestKv.numbers(store.load(key).orElseThrow().awaitAll()))
          .containsExactly(1e6f, 0.1f, 1, 2);
    }
  }

  @Test
  void put_moreThanTheFilesMayTake_theLeastUsedLeave() {
    bed.disk = bed.disk.withMaxBytes(3 * fileBytes(variant(1, 7)) + 100);
    bed.memory = bed.memory.withMemoryBytes(1);
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(2, 7));
      store.put(variant(3, 7));
      store.used(variantKey(1, 7), 1);
      store.used(variantKey(3, 7), 0.5);

      store.put(variant(4, 7));
      assertThat(store.variants(key(2))).isEmpty();
      assertThat(store.load(variantKey(2, 7))).isEmpty();
      store.put(variant(5, 7));

      assertThat(store.variants(key(4))).isEmpty();
      assertThat(bed.files())
          .containsExactlyInAnyOrder(
              bed.file(variantKey(1, 7)), bed.file(variantKey(3, 7)), bed.file(variantKey(5, 7)));
      assertThat(stats(store).evictions()).isEqualTo(2);
      assertThat(stats(store).bytes()).isEqualTo(3 * fileBytes(variant(1, 7)));
    }
  }

  @Test
  void put_fileTimesThatLie_theFirstOneWrittenLeavesFirst() throws IOException {
    bed.memory = bed.memory.withMemoryBytes(1);
    bed.write(variant(1, 7), variant(2, 7));
    bed.write(variant(3, 7));
    // The clock was set back between the runs, and the copy of a backup has times of its own.
    Files.setLastModifiedTime(
        bed.file(variantKey(1, 7)), FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
    Files.setLastModifiedTime(
        bed.file(variantKey(2, 7)), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
    Files.setLastModifiedTime(bed.file(variantKey(3, 7)), FileTime.fromMillis(0));
    bed.disk = bed.disk.withMaxBytes(3 * fileBytes(variant(1, 7)) + 100);

    try (ChunkStore store = bed.open()) {
      store.put(variant(4, 7));
      assertThat(store.variants(key(1))).isEmpty();

      store.put(variant(5, 7));
      assertThat(store.variants(key(2))).isEmpty();
      assertThat(store.variants(key(3))).hasSize(1);
    }
  }

  @Test
  void put_fileLargerThanAllMayBe_staysInMemory() {
    bed.disk = bed.disk.withMaxBytes(100);
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));

      assertThat(bed.files()).isEmpty();
      assertThat(store.variants(key(1)).get(0).tier()).isEqualTo(Tier.MEMORY);
      assertRight(store.load(variantKey(1, 7)).orElseThrow());
      assertThat(stats(store).notWritten()).isEqualTo(1);
    }
  }

  @Test
  void put_oneVariantTooMany_itsFileIsDeleted() {
    bed.memory = bed.memory.withMaxVariants(2);
    try (ChunkStore store = bed.open()) {
      store.put(variant(1, 7));
      store.put(variant(1, 8));
      store.used(variantKey(1, 7), 1);

      store.put(variant(1, 9));

      assertThat(bed.files())
          .containsExactlyInAnyOrder(bed.file(variantKey(1, 7)), bed.file(variantKey(1, 9)));
    }
  }

  @Test
  void variants_filesOfAnotherStore_appearAtTheNextLook() {
    bed.disk = bed.disk.withRefresh(Duration.ofSeconds(5));
    try (ChunkStore store = bed.open();
        ChunkStore other = bed.open()) {
      other.put(variant(1, 7));
      assertThat(store.variants(key(1))).isEmpty();

      bed.nanos.addAndGet(Duration.ofSeconds(5).toNanos());

      assertThat(store.variants(key(1))).hasSize(1);
      assertRight(store.load(variantKey(1, 7)).orElseThrow());
    }
  }

  @Test
  void load_fileThatAnotherStoreDeleted_isAMiss() throws IOException {
    bed.disk = bed.disk.withRefresh(Duration.ofSeconds(5));
    bed.write(variant(1, 7), variant(2, 7));
    try (ChunkStore store = bed.open()) {
      assertThat(store.variants(key(1))).hasSize(1);
      Files.delete(bed.file(variantKey(1, 7)));
      Files.delete(bed.file(variantKey(2, 7)));

      assertThat(store.load(variantKey(1, 7))).isEmpty();
      assertThat(store.variants(key(1))).isEmpty();
      assertThat(store.stats().misses()).isEqualTo(1);
      bed.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      assertThat(store.variants(key(2))).isEmpty();
      assertThat(stats(store).bytes()).isZero();
    }
  }

  @Test
  void load_severalAtOnce_shareOneReading() throws IOException {
    bed.write(variant(1, 7));
    HeldExecutor loader = new HeldExecutor();
    try (ChunkStore store = openWith(loader)) {
      LoadedChunk first = store.load(variantKey(1, 7)).orElseThrow();
      LoadedChunk second = store.load(variantKey(1, 7)).orElseThrow();
      Files.delete(bed.file(variantKey(1, 7)));

      loader.runAll();

      assertThat(second).isSameAs(first);
      assertRight(first);
      assertThat(store.stats().promotions()).isEqualTo(1);
    }
  }

  @Test
  void load_severalChunks_firstLayersComeFirst() {
    bed.write(variant(1, 7), variant(2, 7));
    HeldExecutor loader = new HeldExecutor();
    try (ChunkStore store = openWith(loader)) {
      LoadedChunk first = store.load(variantKey(1, 7)).orElseThrow();
      LoadedChunk second = store.load(variantKey(2, 7)).orElseThrow();
      loader.run(2);
      // Both are ready, or this would wait for ever.
      first.awaitLayer(0);
      second.awaitLayer(0);
      assertThat(store.stats().promotions()).isZero();

      loader.run(2 * (TestKv.LAYERS - 1));

      assertRight(first);
      assertRight(second);
      assertThat(store.stats().promotions()).isEqualTo(2);
    }
  }

  @Test
  void close_whileLoading_whoWaitsIsToldSo() {
    bed.write(variant(1, 7));
    HeldExecutor loader = new HeldExecutor();
    ChunkStore store = openWith(loader);
    LoadedChunk loaded = store.load(variantKey(1, 7)).orElseThrow();

    store.close();
    loader.runAll();

    assertThatExceptionOfType(LostVariantException.class)
        .isThrownBy(() -> loaded.awaitLayer(0))
        .withMessageContaining("is lost")
        .withMessageContaining("closed");
    assertThat(store.load(variantKey(1, 7))).isEmpty();
  }

  @Test
  void close_whileVariantsWait_writesThem() throws Exception {
    StoreThreads threads = StoreThreads.create();
    ChunkStore store = new ChunkStore(bed.memory, bed.disk, threads, bed.calls);
    CountDownLatch go = new CountDownLatch(1);
    threads.writer().execute(() -> awaitQuietly(go));
    for (int chunk = 0; chunk < 20; chunk++) {
      store.put(variant(chunk, 7));
    }
    assertThat(bed.files()).isEmpty();
    assertThat(stats(store).waitingBytes()).isEqualTo(20 * BYTES);
    assertRight(store.load(variantKey(3, 7)).orElseThrow());

    Thread closing = new Thread(store::close);
    closing.start();
    go.countDown();
    closing.join();

    assertThat(bed.files()).hasSize(20);
    assertThat(stats(store).waitingBytes()).isZero();
    try (ChunkStore next = bed.open()) {
      assertRight(next.load(variantKey(19, 7)).orElseThrow());
    }
  }

  @Test
  void put_moreThanMayWait_isKeptInMemoryOnly() {
    bed.disk = bed.disk.withQueueBytes(2 * BYTES);
    HeldExecutor writer = new HeldExecutor();
    ChunkStore store =
        new ChunkStore(
            bed.memory,
            bed.disk,
            new StoreThreads(
                new DirectExecutor(), writer, Runnable::run, bed.nanos::incrementAndGet),
            bed.calls);
    for (int chunk = 0; chunk < 5; chunk++) {
      store.put(variant(chunk, 7));
    }

    assertThat(stats(store).notWritten()).isEqualTo(3);
    assertThat(store.variants(key(4)).get(0).tier()).isEqualTo(Tier.MEMORY);
    writer.runAll();
    assertThat(bed.files()).hasSize(2);
    store.close();
  }

  private ChunkStore openWith(HeldExecutor loader) {
    return new ChunkStore(
        bed.memory,
        bed.disk,
        new StoreThreads(loader, new DirectExecutor(), Runnable::run, bed.nanos::incrementAndGet),
        bed.calls);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
