package dev.pith.plugin.vote;

import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;

/**
 * Is told what one branch says, in order and on any thread, until {@link #onEnd} or {@link
 * #onFailure}.
 */
public interface BranchListener {

  /** The thinking goes on. */
  void onThinking(String text);

  /** The answer goes on. */
  void onAnswer(String text);

  /** It has generated so many tokens; told where they are known better than by its pieces. */
  default void onTokens(TokenCount soFar) {}

  /** Its tokens were that likely. */
  default void onLogProbs(double sum, long tokens) {}

  /** Its usage; a later report replaces it. */
  default void onUsage(UsageReport usage) {}

  /**
   * It is over.
   *
   * @param complete whether it came to its own end; an answer that was cut off by a limit has no
   *     vote
   */
  void onEnd(boolean complete);

  /** It broke. */
  void onFailure(Throwable cause);
}
