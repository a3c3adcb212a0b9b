package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage.InputTokensDetails;
import dev.langchain4j.model.openai.OpenAiTokenUsage.OutputTokensDetails;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The usage of LangChain4j's OpenAI module, which is optional: not to be loaded where it is not.
 */
final class OpenAiUsage {

  /** The type that this class reads and makes. */
  static final String TYPE = "dev.langchain4j.model.openai.OpenAiTokenUsage";

  private OpenAiUsage() {}

  static UsageCounts read(TokenUsage usage) {
    OpenAiTokenUsage told = (OpenAiTokenUsage) usage;
    InputTokensDetails input = told.inputTokensDetails();
    OutputTokensDetails output = told.outputTokensDetails();
    return new UsageCounts(
        told.inputTokenCount(),
        told.outputTokenCount(),
        input == null ? null : input.cachedTokens(),
        output == null ? null : output.reasoningTokens());
  }

  static TokenUsage of(UsageCounts counts) {
    return OpenAiTokenUsage.builder()
        .inputTokenCount(counts.input())
        .inputTokensDetails(inputDetails(counts.cached()))
        .outputTokenCount(counts.output())
        .outputTokensDetails(outputDetails(counts.reasoning()))
        .totalTokenCount(counts.total())
        .build();
  }

  private static @Nullable InputTokensDetails inputDetails(@Nullable Integer cached) {
    return cached == null ? null : InputTokensDetails.builder().cachedTokens(cached).build();
  }

  private static @Nullable OutputTokensDetails outputDetails(@Nullable Integer reasoning) {
    return reasoning == null
        ? null
        : OutputTokensDetails.builder().reasoningTokens(reasoning).build();
  }
}
