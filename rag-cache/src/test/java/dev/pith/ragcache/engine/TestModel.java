package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small engines on random models, and the few lines that every test of them needs. */
final class TestModel {

  private TestModel() {}

  /** Writes a model and opens it. The file is removed at once: the mapping keeps it alive. */
  static GgufFile file(RandomModelFile.Builder builder) throws IOException {
    Path path = Files.createTempFile("pith-model", ".gguf");
    try {
      builder.write(path);
      return GgufFile.open(path);
    } finally {
      Files.delete(path);
    }
  }

  static Transformer engine(RandomModelFile.Builder builder, EngineSettings settings)
      throws IOException {
    return Transformer.load(file(builder), settings);
  }

  static EngineSettings settings() {
    return EngineSettings.defaults().withThreads(2).withMicroBatchRows(64);
  }

  /** Returns random tokens of a vocabulary. */
  static int[] tokens(int count, int vocabulary, long seed) {
    return new Random(seed).ints(count, 0, vocabulary).toArray();
  }

  /** Runs tokens at consecutive positions and returns a copy of all their logits. */
  static float[][] run(KvEngine engine, KvSequence sequence, int position, int... tokens) {
    Batch batch = new Batch(engine.config().vocabulary());
    for (int i = 0; i < tokens.length; i++) {
      batch.askLogits(batch.add(sequence, position + i, tokens[i]));
    }
    engine.forward(batch);
    return logits(batch);
  }

  /** Returns a copy of the logits of all rows of a batch. */
  static float[][] logits(Batch batch) {
    float[][] logits = new float[batch.rows()][];
    for (int row = 0; row < logits.length; row++) {
      logits[row] = batch.logits(row).clone();
    }
    return logits;
  }
}
