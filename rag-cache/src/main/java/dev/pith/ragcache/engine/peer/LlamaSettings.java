package dev.pith.ragcache.engine.peer;

/**
 * How llama.cpp runs a model.
 *
 * @param contextTokens how many KV cells there are, for all sequences together
 * @param batchRows the most rows of one call, which are then computed together
 * @param sequences how many sequences there are
 * @param threads threads that compute; they spin for a while after their work
 * @param halfKv whether KV is kept as F16 rather than F32
 * @param observed whether {@link LlamaProcess#masses} can be asked; slows it down
 */
public record LlamaSettings(
    int contextTokens,
    int batchRows,
    int sequences,
    int threads,
    boolean halfKv,
    boolean observed) {

  /** Refuses numbers below 1. */
  public LlamaSettings {
    if (contextTokens < 1 || batchRows < 1 || sequences < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "contextTokens, batchRows, sequences and threads must be positive: %d, %d, %d, %d"
              .formatted(contextTokens, batchRows, sequences, threads));
    }
  }
}
