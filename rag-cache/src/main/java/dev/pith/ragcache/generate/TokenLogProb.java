package dev.pith.ragcache.generate;

/**
 * A token and its natural log-probability under the model, before bias, penalties, temperature and
 * filters.
 */
public record TokenLogProb(int id, double logProb) {}
