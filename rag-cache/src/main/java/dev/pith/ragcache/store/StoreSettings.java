package dev.pith.ragcache.store;

/**
 * The limits of a {@link ChunkStore}.
 *
 * @param memoryBytes limit for the KV in memory; while one variant is put it may be exceeded by
 *     that one
 * @param maxVariants how many variants of a chunk are kept
 * @param memoryFormat how KV is kept in memory; what is not exact is unpacked at each use
 */
public record StoreSettings(long memoryBytes, int maxVariants, StorageFormat memoryFormat) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a limit is below 1
   */
  public StoreSettings {
    require(memoryBytes >= 1, "memoryBytes must be >= 1", memoryBytes);
    require(maxVariants >= 1, "maxVariants must be >= 1", maxVariants);
  }

  /** Returns a quarter of the JVM's memory, five variants a chunk, KV as the engine has it. */
  public static StoreSettings defaults() {
    return new StoreSettings(Runtime.getRuntime().maxMemory() / 4, 5, StorageFormat.EXACT);
  }

  /** Returns these settings with other {@code memoryBytes}. */
  public StoreSettings withMemoryBytes(long memoryBytes) {
    return new StoreSettings(memoryBytes, maxVariants, memoryFormat);
  }

  /** Returns these settings with other {@code maxVariants}. */
  public StoreSettings withMaxVariants(int maxVariants) {
    return new StoreSettings(memoryBytes, maxVariants, memoryFormat);
  }

  /** Returns these settings with another {@code memoryFormat}. */
  public StoreSettings withMemoryFormat(StorageFormat memoryFormat) {
    return new StoreSettings(memoryBytes, maxVariants, memoryFormat);
  }

  private static void require(boolean fine, String rule, Object found) {
    if (!fine) {
      throw new IllegalArgumentException(rule + ": " + found);
    }
  }
}
