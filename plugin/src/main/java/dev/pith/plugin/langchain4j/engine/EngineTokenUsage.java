package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.langchain4j.DetailedUsage;
import dev.pith.plugin.langchain4j.UsageCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a chat, with those that cost nothing to read and those of the thinking. What is
 * null is unknown. Immutable.
 */
public final class EngineTokenUsage extends TokenUsage implements DetailedUsage {

  private final @Nullable Integer cachedInputTokenCount;
  private final @Nullable Integer reasoningTokenCount;

  /**
   * Counts the tokens of one chat.
   *
   * @param cachedInputTokenCount those among the input tokens that were not run
   * @param reasoningTokenCount those among the output tokens that are thinking or one of its tags
   */
  public EngineTokenUsage(
      @Nullable Integer inputTokenCount,
      @Nullable Integer outputTokenCount,
      @Nullable Integer cachedInputTokenCount,
      @Nullable Integer reasoningTokenCount) {
    super(inputTokenCount, outputTokenCount);
    this.cachedInputTokenCount = cachedInputTokenCount;
    this.reasoningTokenCount = reasoningTokenCount;
  }

  private EngineTokenUsage(EngineTokenUsage first, TokenUsage second) {
    super(
        sum(first.inputTokenCount(), second.inputTokenCount()),
        sum(first.outputTokenCount(), second.outputTokenCount()),
        sum(first.totalTokenCount(), second.totalTokenCount()));
    EngineTokenUsage ours = second instanceof EngineTokenUsage same ? same : null;
    cachedInputTokenCount =
        ours == null ? null : known(first.cachedInputTokenCount, ours.cachedInputTokenCount);
    reasoningTokenCount =
        ours == null ? null : known(first.reasoningTokenCount, ours.reasoningTokenCount);
  }

  /** Returns how many of the input tokens were not run, because their KV was there. */
  @Override
  public @Nullable Integer cachedInputTokenCount() {
    return cachedInputTokenCount;
  }

  /** Returns how many of the output tokens are thinking or one of its tags. */
  @Override
  public @Nullable Integer reasoningTokenCount() {
    return reasoningTokenCount;
  }

  /**
   * Adds another usage; cached and thinking tokens that one of the two does not tell are unknown,
   * and so are those of a usage of another kind.
   */
  @Override
  public EngineTokenUsage add(@Nullable TokenUsage that) {
    return that == null ? this : new EngineTokenUsage(this, that);
  }

  @Override
  public EngineTokenUsage with(UsageCounts counts) {
    return new EngineTokenUsage(
        counts.input(), counts.output(), counts.cached(), counts.reasoning());
  }

  private static @Nullable Integer known(@Nullable Integer one, @Nullable Integer other) {
    return one == null || other == null ? null : Integer.valueOf(one + other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof EngineTokenUsage that
        && Objects.equals(cachedInputTokenCount, that.cachedInputTokenCount)
        && Objects.equals(reasoningTokenCount, that.reasoningTokenCount);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), cachedInputTokenCount, reasoningTokenCount);
  }

  @Override
  public String toString() {
    return "EngineTokenUsage { inputTokenCount = "
        + inputTokenCount()
        + ", outputTokenCount = "
        + outputTokenCount()
        + ", totalTokenCount = "
        + totalTokenCount()
        + ", cachedInputTokenCount = "
        + cachedInputTokenCount
        + ", reasoningTokenCount = "
        + reasoningTokenCount
        + " }";
  }
}
