package dev.pith.plugin.langchain4j.engine;

import java.util.List;

/**
 * A token and how likely the model found it.
 *
 * @param tokenId its number in the vocabulary
 * @param token its text, U+FFFD where it is a part of a character
 * @param logProb its natural log-probability under the model, before penalties, temperature and
 *     filters
 * @param top the most likely tokens there, most likely first; empty unless asked for
 */
public record EngineLogProb(int tokenId, String token, double logProb, List<EngineLogProb> top) {

  /** Copies the alternatives. */
  public EngineLogProb {
    top = List.copyOf(top);
  }
}
