package dev.pith.ragcache.generate;

import java.util.List;

/**
 * A token that was generated.
 *
 * @param id the token
 * @param text what became complete with it; may be empty, and may lag while a stop text is possible
 * @param logProb its natural log-probability under the model, before temperature and filters
 * @param top the most likely tokens there, most likely first; empty unless asked for
 */
public record GeneratedToken(int id, String text, double logProb, List<Alternative> top) {

  /** A token that could have come, with its log-probability. */
  public record Alternative(int id, double logProb) {}
}
