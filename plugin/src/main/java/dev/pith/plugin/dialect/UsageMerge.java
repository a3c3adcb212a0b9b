package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * The usage of a call that was cut and of its continuation, as one answer.
 *
 * <p>A number is given only if all its parts were counted; a guess never gets into a usage report.
 * The prompt and what a cache had of it or got of it belong to the first call alone: what the
 * second one had cached is mostly what the first one had just left there, and stands in the {@code
 * pith} object. Thinking belongs to the first call as well, unless the second one has thought anew.
 */
final class UsageMerge {
  private UsageMerge() {}

  /**
   * Returns the usage the client sees.
   *
   * @param prompt usage of the first call as far as it is known: its prompt and what was cached of
   *     it
   * @param kept tokens of thinking that were kept
   * @param answer tokens the continuation generated
   * @param rethought those of them that are thinking: 0 where it went on from the closed thinking
   */
  static UsageReport merge(
      UsageReport prompt, TokenCount kept, OptionalLong answer, OptionalLong rethought) {
    OptionalLong completion = sum(kept.exact(), answer);
    return UsageReport.of(
        prompt.promptTokens(),
        completion,
        sum(kept.exact(), rethought),
        prompt.cachedTokens(),
        prompt.cacheWrittenTokens());
  }

  /**
   * Returns the tokens that the continuation's prompt has beyond the first prompt and the kept
   * thinking: the guide, the end tag, and what the template puts around them.
   */
  static OptionalLong guide(OptionalLong continuation, OptionalLong prompt, TokenCount kept) {
    if (continuation.isEmpty() || prompt.isEmpty() || kept.exact().isEmpty()) {
      return OptionalLong.empty();
    }
    long beyond = continuation.getAsLong() - prompt.getAsLong() - kept.tokens();
    return beyond < 0 ? OptionalLong.empty() : OptionalLong.of(beyond);
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(one.getAsLong() + other.getAsLong())
        : OptionalLong.empty();
  }
}
