package dev.pith.ragcache.generate;

import java.util.List;

/**
 * A token of a prompt and how likely the model found it.
 *
 * @param index where it stands in the prompt
 * @param id the token
 * @param logProb its natural log-probability given the tokens before it
 * @param top the most likely tokens there, most likely first; empty unless asked for
 */
public record ScoredToken(int index, int id, double logProb, List<TokenLogProb> top) {}
