package dev.pith.ragcache.generate;

import java.util.List;

/**
 * A token that was generated, or {@linkplain Generation#append appended}.
 *
 * @param id the token
 * @param text what became complete with it and is certain to be part of the answer; may be empty,
 *     lags while a stop text is possible
 * @param logProb its natural log-probability under the model, before bias, penalties, temperature
 *     and filters
 * @param top the most likely tokens there, most likely first, counted like {@code logProb}; empty
 *     unless asked for
 */
public record GeneratedToken(int id, String text, double logProb, List<TokenLogProb> top) {}
