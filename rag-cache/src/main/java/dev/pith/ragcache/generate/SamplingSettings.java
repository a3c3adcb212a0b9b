package dev.pith.ragcache.generate;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen from the logits.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keeps the k most likely tokens; 0 for all
 * @param topP keeps the most likely tokens that together have this probability; 1 for all
 * @param minP drops tokens below this share of the most likely token's probability; 0 for none
 * @param repetitionPenalty makes tokens of the recent text less likely; 1 for none
 * @param seed the same seed gives the same text; without one each request draws its own
 * @param logitBias added to the logits, per token
 */
public record SamplingSettings(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    OptionalLong seed,
    Map<Integer, Float> logitBias) {

  /** Returns settings that always take the most likely token. */
  public static SamplingSettings greedy() {
    return new SamplingSettings(0, 0, 1, 0, 1, OptionalLong.empty(), Map.of());
  }
}
