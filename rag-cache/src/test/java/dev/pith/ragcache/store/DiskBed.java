package dev.pith.ragcache.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Stores over one directory whose work is done when a call returns, with a clock of their own. */
final class DiskBed {

  static final String SCOPE = "model and tokenizer";

  final Path directory;
  final AtomicLong nanos = new AtomicLong();
  StoreSettings memory = StoreSettings.defaults().withMemoryBytes(100 * TestKv.BYTES);
  DiskSettings disk;
  FileCalls calls = new FileCalls();

  DiskBed(Path directory) {
    this.directory = directory;
    this.disk = DiskSettings.of(directory, SCOPE).withRefresh(Duration.ZERO);
  }

  ChunkStore open() {
    return openWith(new DirectExecutor());
  }

  ChunkStore openWith(ExecutorService writer) {
    return new ChunkStore(
        memory,
        disk,
        new StoreThreads(new DirectExecutor(), writer, Runnable::run, nanos::incrementAndGet),
        calls);
  }

  /** Writes variants and closes the store that did it. */
  void write(Variant... variants) {
    try (ChunkStore store = open()) {
      for (Variant variant : variants) {
        store.put(variant);
      }
    }
  }

  Path file(VariantKey key) {
    return directory.resolve(new FileName(SCOPE).of(key));
  }

  /** Returns the file with the use scores. */
  Path scores() {
    return directory.resolve(new FileName(SCOPE).ofScores());
  }

  List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static long fileBytes(Variant variant) {
    return new VariantWriter(Path.of(""), SCOPE, new FileName(SCOPE), new FileCalls())
        .header(variant, TestKv.LAYOUT.exactFormat(), 1)
        .fileBytes();
  }

  static DiskStats stats(ChunkStore store) {
    return store.stats().disk().orElseThrow();
  }
}
