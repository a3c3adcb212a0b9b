package dev.pith.ragcache.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Says what of a stored chunk must be computed again behind a new prefix, and which of several
 * stored variants of a chunk needs the least of it. Immutable and thread-safe.
 */
public final class FixPlanner {

  /*
   * The formulas are those of [1]; FixSettings says where they can be repaired, and why.
   *
   * [1] Cache-Craft: Managing Chunk-Caches for Efficient Retrieval-Augmented Generation
   * https://arxiv.org/abs/2502.15734
   */

  private final FixSettings settings;

  /** Creates a planner. */
  public FixPlanner(FixSettings settings) {
    this.settings = settings;
  }

  /**
   * Estimates how much of a chunk must be computed again.
   *
   * @param stored where the chunk's KV was computed
   * @param prefix the segments that stand before it now, in their order
   * @param prefixLengths their tokens, each positive
   * @throws IllegalArgumentException when the lengths do not fit the prefix
   */
  public FixEstimate estimate(ContextProfile stored, List<ChunkKey> prefix, int[] prefixLengths) {
    checkLengths(prefix, prefixLengths);
    if (settings.aloneImpact().isPresent()
        && settings.alone(stored)
        && !stored.prefix().equals(prefix)) {
      return FixEstimate.of(
          settings.alpha(), settings.aloneImpact().getAsDouble(), new PrefixOverlap(1, 0, 0));
    }
    return FixEstimate.of(
        settings.alpha(),
        ContextImpact.of(stored, settings),
        PrefixOverlap.of(stored, prefix, prefixLengths, settings));
  }

  /**
   * Chooses the variant with the lowest overhead; of equal ones the first that is not {@linkplain
   * ContextProfile#partial partial}, since the others still hold rows of an older context.
   *
   * @param variants where each variant of one chunk was computed
   * @param prefix the segments that stand before the chunk now, in their order
   * @param prefixLengths their tokens, each positive
   * @return empty when there is no variant, or none saves anything: the chunk is a miss
   * @throws IllegalArgumentException when the lengths do not fit the prefix
   */
  public Optional<VariantChoice> choose(
      List<ContextProfile> variants, List<ChunkKey> prefix, int[] prefixLengths) {
    checkLengths(prefix, prefixLengths);
    return IntStream.range(0, variants.size())
        .mapToObj(
            index -> new VariantChoice(index, estimate(variants.get(index), prefix, prefixLengths)))
        .filter(choice -> choice.estimate().reusable())
        .min(
            Comparator.comparingDouble((VariantChoice choice) -> choice.estimate().overhead())
                .thenComparing(choice -> variants.get(choice.index()).partial()));
  }

  /**
   * Returns the tokens of a chunk to compute again: those that looked most at the stored prefix (eq
   * 14), the earlier of equal ones. Of a chunk that was computed alone, whose tokens had nothing to
   * look at, the first ones: there it formed a sink of its own (EPIC, arXiv 2410.15332).
   *
   * @param share how many, as a share of the chunk in [0, 1]: an estimate's overhead, or any other
   *     budget
   * @return indices within the chunk, ascending
   * @throws IllegalArgumentException when the share is out of range
   */
  public int[] tokens(ContextProfile stored, double share) {
    int count = TokenChoice.count(share, stored.length());
    if (settings.alone(stored)) {
      return TokenChoice.first(stored.length(), count);
    }
    double[] masses = new double[stored.length()];
    for (int token = 0; token < masses.length; token++) {
      masses[token] = stored.outside(token) - (settings.excludeSink() ? stored.sink(token) : 0);
    }
    return TokenChoice.largest(masses, count);
  }

  private static void checkLengths(List<ChunkKey> prefix, int[] prefixLengths) {
    if (prefixLengths.length != prefix.size()) {
      throw new IllegalArgumentException(
          "prefixLengths must have " + prefix.size() + " numbers: " + prefixLengths.length);
    }
    for (int length : prefixLengths) {
      if (length <= 0) {
        throw new IllegalArgumentException("prefixLengths must be positive: " + length);
      }
    }
  }
}
