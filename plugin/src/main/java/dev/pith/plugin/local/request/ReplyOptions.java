package dev.pith.plugin.local.request;

import java.util.OptionalInt;

/**
 * How an answer is written.
 *
 * @param stream as events while it is made, instead of as one body at its end
 * @param usageAtEnd a stream ends with a chunk of token counts
 * @param usageInChunks every chunk of a stream has the token counts so far
 * @param topLogProbs each generated token has its log-probability and so many alternatives; empty
 *     for none
 * @param promptLogProbs each token of the prompt has its log-probability and so many alternatives;
 *     empty for none
 * @param echo the prompt stands before the answer
 * @param tokenIds the ids of prompt and answer are given, too
 * @param timings how long reading and writing took is told, too
 */
public record ReplyOptions(
    boolean stream,
    boolean usageAtEnd,
    boolean usageInChunks,
    OptionalInt topLogProbs,
    OptionalInt promptLogProbs,
    boolean echo,
    boolean tokenIds,
    boolean timings) {

  /** Tells whether the prompt's own tokens must be scored. */
  public boolean scoresPrompt() {
    return promptLogProbs.isPresent() || (echo && topLogProbs.isPresent());
  }

  /** Returns how many alternatives are needed with each token. */
  public int alternatives() {
    return Math.max(topLogProbs.orElse(0), promptLogProbs.orElse(0));
  }
}
