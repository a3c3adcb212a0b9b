package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/**
 * The token counts of one answer, each present only if the upstream reported or Pith counted it.
 *
 * @param promptTokens tokens of the prompt, cached ones included
 * @param completionTokens generated tokens, thinking included
 * @param totalTokens sum of the two
 * @param reasoningTokens generated tokens that are thinking
 * @param cachedTokens tokens of the prompt that came from a cache
 * @param cacheWrittenTokens tokens of the prompt that were put into a cache, where that has a price
 */
public record UsageReport(
    OptionalLong promptTokens,
    OptionalLong completionTokens,
    OptionalLong totalTokens,
    OptionalLong reasoningTokens,
    OptionalLong cachedTokens,
    OptionalLong cacheWrittenTokens) {

  /** A report in which nothing is known. */
  public static final UsageReport UNKNOWN =
      new UsageReport(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  /** Reads the {@code usage} object of a chat answer; what is missing or no count stays empty. */
  public static UsageReport read(JsonNode usage) {
    return new UsageReport(
        Json.count(usage, "prompt_tokens"),
        Json.count(usage, "completion_tokens"),
        Json.count(usage, "total_tokens"),
        first(
            Json.count(usage.path("completion_tokens_details"), "reasoning_tokens"),
            // SGLang writes 0 here when it does not know.
            positive(Json.count(usage, "reasoning_tokens"))),
        first(
            Json.count(usage.path("prompt_tokens_details"), "cached_tokens"),
            Json.count(usage, "prompt_cache_hit_tokens")),
        Json.count(usage.path("prompt_tokens_details"), "cache_write_tokens"));
  }

  /**
   * Reads what a chat answer or a chunk of one tells: its {@code usage}, and llama-server's {@code
   * timings} where that does not say what came from the cache.
   */
  public static UsageReport ofAnswer(JsonNode answer) {
    UsageReport usage = read(answer.path("usage"));
    return new UsageReport(
        usage.promptTokens,
        usage.completionTokens,
        usage.totalTokens,
        usage.reasoningTokens,
        first(usage.cachedTokens, Json.count(answer.path("timings"), "cache_n")),
        usage.cacheWrittenTokens);
  }

  /** Returns a report whose total is the sum of its parts, where both are known. */
  static UsageReport of(
      OptionalLong prompt,
      OptionalLong completion,
      OptionalLong reasoning,
      OptionalLong cached,
      OptionalLong cacheWritten) {
    OptionalLong total =
        prompt.isPresent() && completion.isPresent()
            ? OptionalLong.of(prompt.getAsLong() + completion.getAsLong())
            : OptionalLong.empty();
    return new UsageReport(prompt, completion, total, reasoning, cached, cacheWritten);
  }

  /** Returns both together; what is unknown of one is unknown of the sum. */
  public UsageReport plus(UsageReport other) {
    return new UsageReport(
        sum(promptTokens, other.promptTokens),
        sum(completionTokens, other.completionTokens),
        sum(totalTokens, other.totalTokens),
        sum(reasoningTokens, other.reasoningTokens),
        sum(cachedTokens, other.cachedTokens),
        sum(cacheWrittenTokens, other.cacheWrittenTokens));
  }

  /** Returns the {@code usage} object of a chat answer, or an empty object if nothing is known. */
  ObjectNode toJson() {
    ObjectNode usage = Json.object();
    promptTokens.ifPresent(count -> usage.put("prompt_tokens", count));
    completionTokens.ifPresent(count -> usage.put("completion_tokens", count));
    totalTokens.ifPresent(count -> usage.put("total_tokens", count));
    cachedTokens.ifPresent(
        count -> usage.withObject("/prompt_tokens_details").put("cached_tokens", count));
    cacheWrittenTokens.ifPresent(
        count -> usage.withObject("/prompt_tokens_details").put("cache_write_tokens", count));
    reasoningTokens.ifPresent(
        count -> usage.putObject("completion_tokens_details").put("reasoning_tokens", count));
    return usage;
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong two) {
    return one.isPresent() && two.isPresent()
        ? OptionalLong.of(one.getAsLong() + two.getAsLong())
        : OptionalLong.empty();
  }

  private static OptionalLong first(OptionalLong one, OptionalLong other) {
    return one.isPresent() ? one : other;
  }

  private static OptionalLong positive(OptionalLong count) {
    return count.orElse(0) > 0 ? count : OptionalLong.empty();
  }
}
