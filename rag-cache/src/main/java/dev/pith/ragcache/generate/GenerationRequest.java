package dev.pith.ragcache.generate;

import java.util.List;

/**
 * What shall be generated.
 *
 * @param prompt token ids, at least one
 * @param maxTokens limit for the generated tokens
 * @param sampling how tokens are chosen
 * @param stop texts that end the generation and are not part of it
 * @param topLogprobs how many alternatives are reported with each token; 0 for none
 */
public record GenerationRequest(
    int[] prompt, int maxTokens, SamplingSettings sampling, List<String> stop, int topLogprobs) {}
