package dev.pith.plugin.langchain4j.engine;

import static dev.langchain4j.internal.Utils.getOrDefault;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a chat can ask of the embedded engine: the parameters that all models know, and its own.
 * What is null is left to the default. Immutable.
 */
public final class EngineChatRequestParameters extends DefaultChatRequestParameters {

  /** Leaves everything to the defaults. */
  public static final EngineChatRequestParameters EMPTY = builder().build();

  private final @Nullable Long seed;
  private final @Nullable Double minP;
  private final @Nullable Double repetitionPenalty;
  private final @Nullable Boolean logprobs;
  private final @Nullable Integer topLogprobs;
  private final @Nullable Boolean enableThinking;

  private EngineChatRequestParameters(Builder builder) {
    super(builder);
    seed = builder.seed;
    minP = builder.minP;
    repetitionPenalty = builder.repetitionPenalty;
    logprobs = builder.logprobs;
    topLogprobs = builder.topLogprobs;
    enableThinking = builder.enableThinking;
  }

  /** Returns what chance is drawn from: the same seed gives the same text; null to draw one. */
  public @Nullable Long seed() {
    return seed;
  }

  /** Returns the share of the likeliest token's probability below which tokens are dropped. */
  public @Nullable Double minP() {
    return minP;
  }

  /** Returns what repeated tokens are weighed down by; 1 for nothing. */
  public @Nullable Double repetitionPenalty() {
    return repetitionPenalty;
  }

  /** Tells whether the response names the log-probability of each token. */
  public @Nullable Boolean logprobs() {
    return logprobs;
  }

  /** Returns how many alternatives are named with each token. */
  public @Nullable Integer topLogprobs() {
    return topLogprobs;
  }

  /** Tells whether the model shall think; null for what its chat template does by itself. */
  public @Nullable Boolean enableThinking() {
    return enableThinking;
  }

  @Override
  public EngineChatRequestParameters overrideWith(ChatRequestParameters that) {
    return builder().overrideWith(this).overrideWith(that).build();
  }

  @Override
  public EngineChatRequestParameters defaultedBy(ChatRequestParameters that) {
    return builder().overrideWith(that).overrideWith(this).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EngineChatRequestParameters that
        && super.equals(that)
        && Objects.equals(seed, that.seed)
        && Objects.equals(minP, that.minP)
        && Objects.equals(repetitionPenalty, that.repetitionPenalty)
        && Objects.equals(logprobs, that.logprobs)
        && Objects.equals(topLogprobs, that.topLogprobs)
        && Objects.equals(enableThinking, that.enableThinking);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), seed, minP, repetitionPenalty, logprobs, topLogprobs, enableThinking);
  }

  @Override
  public String toString() {
    return "EngineChatRequestParameters{"
        + super.toString()
        + ", seed="
        + seed
        + ", minP="
        + minP
        + ", repetitionPenalty="
        + repetitionPenalty
        + ", logprobs="
        + logprobs
        + ", topLogprobs="
        + topLogprobs
        + ", enableThinking="
        + enableThinking
        + '}';
  }

  /** Returns a builder in which everything is left to the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects parameters; a null takes one back. Not thread-safe. */
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

    private @Nullable Long seed;
    private @Nullable Double minP;
    private @Nullable Double repetitionPenalty;
    private @Nullable Boolean logprobs;
    private @Nullable Integer topLogprobs;
    private @Nullable Boolean enableThinking;

    private Builder() {}

    @Override
    public Builder overrideWith(ChatRequestParameters parameters) {
      super.overrideWith(parameters);
      if (parameters instanceof EngineChatRequestParameters ours) {
        seed(getOrDefault(ours.seed, seed));
        minP(getOrDefault(ours.minP, minP));
        repetitionPenalty(getOrDefault(ours.repetitionPenalty, repetitionPenalty));
        logprobs(getOrDefault(ours.logprobs, logprobs));
        topLogprobs(getOrDefault(ours.topLogprobs, topLogprobs));
        enableThinking(getOrDefault(ours.enableThinking, enableThinking));
      }
      return this;
    }

    /** Any number; by default each chat draws its own, which its metadata names. */
    public Builder seed(@Nullable Long seed) {
      this.seed = seed;
      return this;
    }

    /** In [0, 1]; default 0, which drops none. */
    public Builder minP(@Nullable Double minP) {
      this.minP = minP;
      return this;
    }

    /** Above 0; default 1. */
    public Builder repetitionPenalty(@Nullable Double repetitionPenalty) {
      this.repetitionPenalty = repetitionPenalty;
      return this;
    }

    /** Default false. */
    public Builder logprobs(@Nullable Boolean logprobs) {
      this.logprobs = logprobs;
      return this;
    }

    /** In [0, 20], with {@link #logprobs} only; default 0. */
    public Builder topLogprobs(@Nullable Integer topLogprobs) {
      this.topLogprobs = topLogprobs;
      return this;
    }

    /** Refused where the model's chat template has no such switch. */
    public Builder enableThinking(@Nullable Boolean enableThinking) {
      this.enableThinking = enableThinking;
      return this;
    }

    @Override
    public EngineChatRequestParameters build() {
      return new EngineChatRequestParameters(this);
    }
  }
}
