package dev.pith.ragcache.generate;

/**
 * The limits of a {@link Generator}.
 *
 * @param maxRunning how many generations run at once, paused ones not counted and those that go on
 *     with an answer counted; prompts that are only scored do not count, as many again of them run
 *     beside
 * @param prefillRows how many prompt tokens are read between two tokens of a running generation:
 *     more reads prompts faster, fewer lets running generations stall less
 * @param maxQueued how many generations may wait for a place, how many that go on with an answer,
 *     and how many prompts; more are refused
 * @param contextTokens limit for the prompt and what is generated; the model's own limit and {@code
 *     maxKvBytes} hold besides
 * @param maxKvBytes limit for the KV of running and finished requests together; finished ones give
 *     way first
 * @param prefixCache whether the KV of finished requests is kept for later ones that begin alike
 */
public record GeneratorSettings(
    int maxRunning,
    int prefillRows,
    int maxQueued,
    int contextTokens,
    long maxKvBytes,
    boolean prefixCache) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a limit is below 1
   */
  public GeneratorSettings {
    require(maxRunning >= 1, "maxRunning must be >= 1", maxRunning);
    require(prefillRows >= 1, "prefillRows must be >= 1", prefillRows);
    require(maxQueued >= 1, "maxQueued must be >= 1", maxQueued);
    require(contextTokens >= 1, "contextTokens must be >= 1", contextTokens);
    require(maxKvBytes >= 1, "maxKvBytes must be >= 1", maxKvBytes);
  }

  /**
   * Returns 16 running, 128 rows of prefill, 1024 queued, the model's context, a third of the JVM's
   * memory for KV, and a prefix cache.
   */
  public static GeneratorSettings defaults() {
    return new GeneratorSettings(
        16, 128, 1024, Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 3, true);
  }

  /** Returns these settings with another {@code maxRunning}. */
  public GeneratorSettings withMaxRunning(int maxRunning) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  /** Returns these settings with other {@code prefillRows}. */
  public GeneratorSettings withPrefillRows(int prefillRows) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  /** Returns these settings with another {@code maxQueued}. */
  public GeneratorSettings withMaxQueued(int maxQueued) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  /** Returns these settings with other {@code contextTokens}. */
  public GeneratorSettings withContextTokens(int contextTokens) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  /** Returns these settings with other {@code maxKvBytes}. */
  public GeneratorSettings withMaxKvBytes(long maxKvBytes) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  /** Returns these settings with or without a prefix cache. */
  public GeneratorSettings withPrefixCache(boolean prefixCache) {
    return new GeneratorSettings(
        maxRunning, prefillRows, maxQueued, contextTokens, maxKvBytes, prefixCache);
  }

  private static void require(boolean fine, String rule, Object found) {
    if (!fine) {
      throw new IllegalArgumentException(rule + ": " + found);
    }
  }
}
