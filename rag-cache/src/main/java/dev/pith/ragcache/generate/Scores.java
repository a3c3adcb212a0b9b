package dev.pith.ragcache.generate;

import java.util.List;

/**
 * What the model says to a {@link ScoringRequest}. Log-probabilities are natural ones.
 *
 * @param promptTokens how many tokens the prompt has
 * @param cachedTokens how many of them were not run, because their KV was there
 * @param tokens the prompt's tokens from the asked index on; empty when the next token was asked
 * @param next the candidates for the next token, in the order asked; empty when none were
 */
public record Scores(
    int promptTokens, int cachedTokens, List<ScoredToken> tokens, List<TokenLogProb> next) {

  /** Copies the lists. */
  public Scores {
    tokens = List.copyOf(tokens);
    next = List.copyOf(next);
  }
}
