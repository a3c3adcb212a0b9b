package dev.pith.plugin.search;

import java.util.OptionalLong;

/**
 * What was generated behind a prompt, up to the end of a step; before the first step, the prompt
 * itself. Immutable but for {@link #release}.
 */
public interface Trajectory {

  /** Returns all that was generated, from the prompt on. */
  String text();

  /** Returns the newest step, the end of {@link #text}; empty for the prompt. */
  String step();

  /** Returns the tokens of the newest step, or of the prompt; empty when nobody counted them. */
  OptionalLong stepTokens();

  /**
   * Returns the tokens that were generated for the newest step, those that were dropped behind its
   * end included; empty when nobody counted them.
   */
  default OptionalLong generatedTokens() {
    return stepTokens();
  }

  /**
   * Returns how many tokens before the newest step were given to the model for it, cached or not;
   * empty when nobody counted them.
   */
  default OptionalLong readTokens() {
    return OptionalLong.empty();
  }

  /**
   * Returns how many of {@link #readTokens} came from a cache of its server; empty when it does not
   * say.
   */
  default OptionalLong cachedTokens() {
    return OptionalLong.empty();
  }

  /** Tells whether the model has ended the text, so that no step follows. */
  boolean finished();

  /** Gives up what it holds to be continued, such as KV. A second call does nothing. */
  void release();
}
