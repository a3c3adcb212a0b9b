package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.util.OptionalLong;

/**
 * The tokens that one request took; each is empty when it is not known.
 *
 * @param prompt tokens of the prompt, cached ones included
 * @param cached tokens of the prompt that came from a cache
 * @param cacheWritten tokens of the prompt that were put into a cache, where servers tell that
 * @param output generated tokens that the client received, thinking included
 * @param continuationPrompt tokens of the prompt of the call that went on from a cut; empty without
 *     a cut
 * @param continuationCached those of them that came from a cache
 * @param verifier tokens that the verifier took to decide where to cut it
 * @param probes what the probes of its detectors took
 */
public record TokenUse(
    OptionalLong prompt,
    OptionalLong cached,
    OptionalLong cacheWritten,
    OptionalLong output,
    OptionalLong continuationPrompt,
    OptionalLong continuationCached,
    OptionalLong verifier,
    ProbeCost probes) {

  /** A request of which nothing is known. */
  public static final TokenUse UNKNOWN =
      new TokenUse(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          ProbeCost.UNKNOWN);
}
