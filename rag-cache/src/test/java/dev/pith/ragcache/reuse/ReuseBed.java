package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A random model, a store, and prompts of chunks that are made of numbers. */
final class ReuseBed implements AutoCloseable {

  static final int VOCABULARY = 96;
  static final int LEAD = -1;
  static final int GLUE = -2;
  static final int LAYERS = 4;

  final Transformer engine;
  final ChunkStore store = ChunkStore.open(StoreSettings.defaults().withMemoryBytes(1 << 26));
  final PartialPrefill prefill;

  ReuseBed(String architecture, EngineSettings settings, int pieceRows) {
    engine = engine(RandomModelFile.builder(architecture).layers(LAYERS), settings);
    prefill = new PartialPrefill(engine, store, "model", pieceRows);
  }

  ReuseBed() {
    this("qwen3", settings(), 1_000);
  }

  static EngineSettings settings() {
    return EngineSettings.defaults().withThreads(2).withMicroBatchRows(64);
  }

  private static Transformer engine(RandomModelFile.Builder builder, EngineSettings settings) {
    try {
      Path path = Files.createTempFile("pith-model", ".gguf");
      try {
        builder.write(path);
        return Transformer.load(GgufFile.open(path), settings);
      } finally {
        Files.delete(path);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Returns the tokens of a chunk: 5 to 14 of them, always the same for a number. */
  static int[] chunk(int number) {
    Random random = new Random(1_000L + number);
    return random.ints(5 + random.nextInt(10), 0, VOCABULARY).toArray();
  }

  /** Returns a prompt of parts, {@link #LEAD} and {@link #GLUE} among them, and a question. */
  static ChunkedPrompt prompt(int question, int... parts) {
    int[] tokens = new int[0];
    List<Span> chunks = new ArrayList<>();
    for (int part : parts) {
      int[] more =
          part == LEAD ? new int[] {1, 2, 3, 4} : part == GLUE ? new int[] {9} : chunk(part);
      if (part >= 0) {
        chunks.add(new Span(tokens.length, tokens.length + more.length));
      }
      tokens = concat(tokens, more);
    }
    int[] asked = new Random(question).ints(6, 0, VOCABULARY).toArray();
    return ChunkedPrompt.of(concat(tokens, asked), chunks);
  }

  /** Returns the logits behind a prompt that was read with a policy. */
  float[] logits(ChunkedPrompt prompt, ReusePolicy policy) {
    Prefilled read = prefill.read(prompt, policy, "");
    try (KvSequence kv = read.kv()) {
      return next(kv, prompt);
    }
  }

  /** Reads a prompt and forgets its KV. */
  ReuseReport read(ChunkedPrompt prompt, ReusePolicy policy) {
    Prefilled read = prefill.read(prompt, policy, "");
    read.kv().close();
    return read.report();
  }

  /** Returns the logits behind a prompt by the engine alone. */
  float[] full(ChunkedPrompt prompt) {
    try (KvSequence kv = engine.newSequence(false)) {
      run(kv, prompt, 0, prompt.length() - 1);
      return next(kv, prompt);
    }
  }

  /** Runs the tokens of a prompt from a position on. */
  void run(KvSequence kv, ChunkedPrompt prompt, int from, int to) {
    Batch batch = new Batch(VOCABULARY);
    for (int position = from; position < to; position++) {
      batch.add(kv, position, prompt.token(position));
    }
    engine.forward(batch);
  }

  /** Returns what each token gathers in the first layer of a full prefill. */
  double[][] gathered(ChunkedPrompt prompt) {
    int width = engine.config().heads() * engine.config().headDim();
    double[][] gathered = new double[prompt.length()][width];
    Batch batch = new Batch(VOCABULARY);
    try (KvSequence kv = engine.newSequence(false)) {
      for (int position = 0; position < prompt.length(); position++) {
        batch.add(kv, position, prompt.token(position));
      }
      batch.listen(
          0,
          (row, values, offset) -> {
            for (int i = 0; i < width; i++) {
              gathered[row][i] = values[offset + i];
            }
          });
      engine.forward(batch);
    }
    return gathered;
  }

  /** Returns the positions of chunks whose values in the last layer a drift policy changed. */
  List<Integer> chosenByDrift(ChunkedPrompt prompt, double share) {
    List<Integer> changed = new ArrayList<>();
    Prefilled asIs = prefill.read(prompt, ReusePolicy.asIs(), "");
    Prefilled repaired = prefill.read(prompt, ReusePolicy.drift(share), "");
    for (int position = 0; position < prompt.questionFrom(); position++) {
      ChunkKv token = asIs.kv().export(position, position + 1);
      if (repaired.kv().valueDistance(LAYERS - 1, position, token, 0) > 0) {
        changed.add(position);
      }
    }
    asIs.kv().close();
    repaired.kv().close();
    return changed;
  }

  float[] next(KvSequence kv, ChunkedPrompt prompt) {
    Batch batch = new Batch(VOCABULARY);
    int last = prompt.length() - 1;
    batch.askLogits(batch.add(kv, last, prompt.token(last)));
    engine.forward(batch);
    return batch.logits(0).clone();
  }

  @Override
  public void close() {
    store.close();
    engine.close();
  }

  private static int[] concat(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
