package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.math.Kernels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of the families llama, qwen2 and qwen3 that runs from a GGUF file, in Java.
 *
 * <p>Weights stay in the mapped file. Thread-safe: calls of {@link #forward} run one after another,
 * in the order in which they came, each on all threads of the engine.
 */
public final class Transformer implements KvEngine {

  private static final System.Logger LOG = System.getLogger(Transformer.class.getName());

  private final ModelConfig config;
  private final RotaryEmbedding rotary;
  private final KvPool pool;
  private final Workers workers;
  private final ForwardPass pass;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile boolean closed;

  private Transformer(
      ModelConfig config, ModelWeights weights, EngineSettings settings, Kernels kernels) {
    this.config = config;
    this.rotary =
        new RotaryEmbedding(
            config.rotary(), settings.angles(), config.headDim(), weights.rotarySlowdown());
    this.pool =
        new KvPool(
            new KvShape(config.layers(), config.kvHeads(), config.headDim(), settings.kvType()));
    this.workers = new Workers(settings.threads(), kernels);
    this.pass = new ForwardPass(config, settings, pool, weights, kernels, rotary, workers);
  }

  /**
   * Returns an engine for a model file, which must stay as it is while the engine is open.
   *
   * @throws ModelFileException when the file describes a model that this engine does not run; the
   *     message names the key or tensor, what was found and what was expected
   */
  public static Transformer load(GgufFile file, EngineSettings settings) throws ModelFileException {
    return load(file, settings, Kernels.best());
  }

  /** Returns an engine that runs on these kernels. */
  static Transformer load(GgufFile file, EngineSettings settings, Kernels kernels)
      throws ModelFileException {
    ModelConfig config = ModelConfigReader.read(file);
    ModelWeights weights = WeightsReader.read(file, config);
    LOG.log(
        System.Logger.Level.INFO,
        "{0}: {1}, {2} layers of {3}, {4} threads, {5} kernels, {6} KV",
        file.path(),
        config.architecture(),
        config.layers(),
        config.embedding(),
        settings.threads(),
        kernels.name(),
        settings.kvType());
    return new Transformer(config, weights, settings, kernels);
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public KvSequence newSequence(boolean movable) {
    requireOpen();
    return new PagedSequence(pool, rotary, config.contextLength(), movable);
  }

  @Override
  public void forward(Batch batch) {
    lock.lock();
    try {
      requireOpen();
      pass.run(batch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long kvBytes() {
    return pool.usedBytes();
  }

  @Override
  public long kvBytes(Collection<? extends KvSequence> sequences) {
    List<@Nullable KvBlock[]> tables = new ArrayList<>();
    for (KvSequence sequence : sequences) {
      if (!(sequence instanceof PagedSequence own) || !own.belongsTo(pool)) {
        throw new IllegalArgumentException("a sequence of another engine: " + sequence);
      }
      tables.add(own.blocks());
    }
    return pool.uniqueBytes(tables);
  }

  @Override
  public long kvBytesOf(int positions, boolean movable) {
    if (positions < 0) {
      throw new IllegalArgumentException("positions must not be negative: " + positions);
    }
    long blocks = (positions + KvBlock.SLOTS - 1L) / KvBlock.SLOTS;
    return blocks * KvBlock.bytes(pool.shape(), movable);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      workers.close();
      pool.close();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }
}
