package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the counts of a usage, whatever provider's type it has. What is null is unknown, and a
 * sum with something unknown is unknown: LangChain4j's own sums take it for 0.
 *
 * @param input tokens of the prompt, cached ones included
 * @param output generated tokens, thinking included
 * @param cached those of the prompt that came from a cache
 * @param reasoning those of the generated ones that are thinking
 */
public record UsageCounts(
    @Nullable Integer input,
    @Nullable Integer output,
    @Nullable Integer cached,
    @Nullable Integer reasoning) {

  /*
   * The modules of the providers are optional, and LangChain4j has no type for what they tell beyond
   * the two sums. The OpenAI module is the one that thinking models are mostly used through.
   */

  /** Reads a usage. Cached and thinking tokens are known of the engine's and of OpenAI's type. */
  public static UsageCounts of(TokenUsage usage) {
    if (isOpenAi(usage)) {
      return OpenAiUsage.read(usage);
    }
    DetailedUsage detailed = usage instanceof DetailedUsage ours ? ours : null;
    return new UsageCounts(
        usage.inputTokenCount(),
        usage.outputTokenCount(),
        detailed == null ? null : detailed.cachedInputTokenCount(),
        detailed == null ? null : detailed.reasoningTokenCount());
  }

  /**
   * Returns the counts of a chat that was cut: the user's prompt, and what the user got.
   *
   * <p>The prompt and its cached tokens belong to the first call alone. A call that is cut tells no
   * usage: then its prompt is what the second one's has beyond the thinking that was kept and the
   * guide, and what was cached of it is unknown. What the second call had cached is mostly the
   * prompt and the thinking of the first one; {@link TrimReport} tells it.
   *
   * <p>The thinking that was kept stands in the second prompt, and was generated once. A model that
   * goes on from a prefilled thinking thinks no more, so that what its provider does not tell of
   * thinking is none; of one that was asked again it is unknown.
   *
   * @param first what the first call told, when it ended by itself after the cut
   * @param answer what the call that went on told
   * @param kept tokens of thinking that were kept
   * @param guide tokens that the second prompt has beyond the first one and the thinking
   * @param thinksAnew whether the second call may have thought as well
   */
  static UsageCounts ofCut(
      @Nullable UsageCounts first,
      UsageCounts answer,
      TokenCount kept,
      TokenCount guide,
      boolean thinksAnew) {
    int thought = Math.toIntExact(kept.tokens());
    Integer prompt = first == null ? null : first.input;
    Integer told = answer.reasoning == null && !thinksAnew ? Integer.valueOf(0) : answer.reasoning;
    return new UsageCounts(
        prompt == null ? without(answer.input, kept.tokens() + guide.tokens()) : prompt,
        sum(answer.output, thought),
        first == null ? null : first.cached,
        sum(told, thought));
  }

  /**
   * Returns a usage with these counts, of the type of another one. Types other than the engine's
   * and OpenAI's keep what else that one tells.
   */
  public TokenUsage inTypeOf(TokenUsage sample) {
    if (sample instanceof DetailedUsage ours) {
      return ours.with(this);
    }
    if (isOpenAi(sample)) {
      return OpenAiUsage.of(this);
    }
    if (sample.getClass().equals(TokenUsage.class)) {
      return new TokenUsage(input, output, total());
    }
    Integer moreInput = difference(input, sample.inputTokenCount());
    Integer moreOutput = difference(output, sample.outputTokenCount());
    Integer moreTotal = difference(total(), sample.totalTokenCount());
    return sample.add(new TokenUsage(moreInput, moreOutput, moreTotal));
  }

  /** Returns the sum of prompt and generated tokens; null when one of them is unknown. */
  public @Nullable Integer total() {
    return sum(input, output);
  }

  /** Asks by name, since the type may be absent. */
  private static boolean isOpenAi(TokenUsage usage) {
    return usage.getClass().getName().equals(OpenAiUsage.TYPE);
  }

  private static @Nullable Integer sum(@Nullable Integer one, @Nullable Integer other) {
    return one == null || other == null ? null : Integer.valueOf(one + other);
  }

  private static @Nullable Integer without(@Nullable Integer all, long part) {
    return all == null ? null : Integer.valueOf(Math.toIntExact(Math.max(0, all - part)));
  }

  private static @Nullable Integer difference(@Nullable Integer wanted, @Nullable Integer there) {
    return wanted == null ? null : Integer.valueOf(wanted - (there == null ? 0 : there));
  }
}
