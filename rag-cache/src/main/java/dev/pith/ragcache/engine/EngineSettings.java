package dev.pith.ragcache.engine;

/**
 * How an engine runs.
 *
 * @param threads how many work on a forward pass, its caller included
 * @param kvType how keys and values are stored
 * @param microBatchRows how many rows go through a layer together; bounds the working memory
 * @param angles how the angles of the rotation are computed
 */
public record EngineSettings(int threads, KvType kvType, int microBatchRows, Angles angles) {

  /** How the angles of the rotation are computed. */
  public enum Angles {
    /** In double precision. */
    EXACT,
    /**
     * As llama.cpp does, by repeated multiplication of floats, whose error grows with the position.
     * For comparisons with it only.
     */
    FLOAT_CHAIN
  }

  /*
   * More threads than memory channels do not speed up decoding, and the machine has a server to run
   * beside the engine. KV is F32 by default because this engine is judged by exactness and its
   * models are small; large ones are better off with F16.
   */
  private static final int MOST_DEFAULT_THREADS = 8;

  private static final int DEFAULT_MICRO_BATCH_ROWS = 512;

  /** Checks the ranges. */
  public EngineSettings {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be in [1, 1024]: " + threads);
    }
    if (microBatchRows < 1 || microBatchRows > 65536) {
      throw new IllegalArgumentException("microBatchRows must be in [1, 65536]: " + microBatchRows);
    }
  }

  /** Returns one thread per processor, at most 8; F32; 512 rows; exact angles. */
  public static EngineSettings defaults() {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_DEFAULT_THREADS);
    return new EngineSettings(threads, KvType.F32, DEFAULT_MICRO_BATCH_ROWS, Angles.EXACT);
  }

  /** Returns these settings with another number of threads. */
  public EngineSettings withThreads(int other) {
    return new EngineSettings(other, kvType, microBatchRows, angles);
  }

  /** Returns these settings with another storage of keys and values. */
  public EngineSettings withKvType(KvType other) {
    return new EngineSettings(threads, other, microBatchRows, angles);
  }

  /** Returns these settings with another micro-batch. */
  public EngineSettings withMicroBatchRows(int other) {
    return new EngineSettings(threads, kvType, other, angles);
  }

  /** Returns these settings with other angles. */
  public EngineSettings withAngles(Angles other) {
    return new EngineSettings(threads, kvType, microBatchRows, other);
  }
}
