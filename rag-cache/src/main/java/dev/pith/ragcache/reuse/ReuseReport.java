package dev.pith.ragcache.reuse;

import java.util.OptionalInt;

/**
 * What a {@link PartialPrefill} did for a prompt.
 *
 * @param policy the policy's name
 * @param promptTokens all tokens of the prompt
 * @param chunkTokens those of its chunks
 * @param chunks how many chunks it has
 * @param hits how many of them were reused, repaired or not
 * @param repairedTokens tokens of reused chunks that were computed again, averaged over layers
 * @param missedTokens tokens of chunks that were not reused
 * @param flops floating point operations of the prefill
 * @param fullFlops those of a prefill that reuses nothing
 * @param focusedFrom the first layer in which only chunks in focus were repaired; empty when there
 *     was none
 * @param stored how many variants were kept for later
 */
public record ReuseReport(
    String policy,
    int promptTokens,
    int chunkTokens,
    int chunks,
    int hits,
    double repairedTokens,
    int missedTokens,
    double flops,
    double fullFlops,
    OptionalInt focusedFrom,
    int stored) {

  /** Returns the share of the chunks' tokens that was computed, in [0, 1]. */
  public double recomputeShare() {
    return (repairedTokens + missedTokens) / chunkTokens;
  }

  /** Returns the share of a full prefill that was computed. */
  public double computeShare() {
    return flops / fullFlops;
  }
}
