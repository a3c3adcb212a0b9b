package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Internal: a usage of ours that tells more than LangChain4j's own. What is null is unknown. */
public interface DetailedUsage {

  /** Returns how many of the input tokens came from a cache. */
  @Nullable Integer cachedInputTokenCount();

  /** Returns how many of the output tokens are thinking. */
  @Nullable Integer reasoningTokenCount();

  /** Returns a usage of the same type with these counts. */
  TokenUsage with(UsageCounts counts);
}
