package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * The token counts of one answer, each present only if the upstream reported or Pith counted it.
 *
 * @param promptTokens tokens of the prompt, cached ones included
 * @param completionTokens generated tokens, thinking included
 * @param totalTokens sum of the two
 * @param reasoningTokens generated tokens that are thinking
 * @param cachedTokens tokens of the prompt that came from a cache
 */
public record UsageReport(
    OptionalLong promptTokens,
    OptionalLong completionTokens,
    OptionalLong totalTokens,
    OptionalLong reasoningTokens,
    OptionalLong cachedTokens) {

  /** A report in which nothing is known. */
  public static final UsageReport UNKNOWN =
      new UsageReport(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
}
