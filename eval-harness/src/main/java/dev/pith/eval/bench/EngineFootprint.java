package dev.pith.eval.bench;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.ModelConfig;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that the engine takes for a model, in bytes.
 *
 * @param file the model file
 * @param heapAfterLoad what loading adds to the heap: the weights stay in the file
 * @param kv the KV of {@link #KV_TOKENS} tokens, as the engine counts it
 * @param kvByArithmetic the same as layers x heads x numbers
 * @param growth what {@link #REQUESTS} short requests leave on the heap
 */
record EngineFootprint(long file, long heapAfterLoad, long kv, long kvByArithmetic, long growth) {
  static final int KV_TOKENS = 500;
  static final int REQUESTS = 1_000;
  private static final int REQUEST_TOKENS = 8;
  private static final int WARM_UP_REQUESTS = 50;

  /** Measures a model. */
  static EngineFootprint of(Path file, EngineSettings settings) throws IOException {
    long before = usedBytes();
    try (Transformer engine = Transformer.load(GgufFile.open(file), settings)) {
      long heapAfterLoad = Math.max(0, usedBytes() - before);
      ModelConfig config = engine.config();
      Batch batch = new Batch(config.vocabulary());
      long kv;
      try (KvSequence sequence = engine.newSequence(false)) {
        read(engine, batch, sequence, 0, KV_TOKENS);
        kv = sequence.ownBytes();
      }
      requests(engine, batch, WARM_UP_REQUESTS);
      long warm = usedBytes();
      requests(engine, batch, REQUESTS);
      long growth = usedBytes() - warm;
      long numbersPerToken = 2L * config.layers() * config.kvHeads() * config.headDim();
      return new EngineFootprint(
          Files.size(file),
          heapAfterLoad,
          kv,
          KV_TOKENS * numbersPerToken * settings.kvType().bytes(),
          growth);
    }
  }

  /** Reads a prompt and generates a token, so many times, each with a KV of its own. */
  private static void requests(Transformer engine, Batch batch, int count) {
    for (int request = 0; request < count; request++) {
      try (KvSequence sequence = engine.newSequence(false)) {
        read(engine, batch, sequence, 0, REQUEST_TOKENS);
        read(engine, batch, sequence, REQUEST_TOKENS, REQUEST_TOKENS + 1);
      }
    }
  }

  private static void read(Transformer engine, Batch batch, KvSequence sequence, int from, int to) {
    batch.clear();
    int row = 0;
    for (int position = from; position < to; position++) {
      row = batch.add(sequence, position, position % engine.config().vocabulary());
    }
    batch.askLogits(row);
    engine.forward(batch);
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
