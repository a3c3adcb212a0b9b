package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the embedded engine tells about a response. Immutable. */
public final class EngineChatResponseMetadata extends ChatResponseMetadata {

  private final @Nullable Long seed;
  private final @Nullable EngineTimings timings;
  private final List<EngineLogProb> logProbs;

  private EngineChatResponseMetadata(Builder builder) {
    super(builder);
    seed = builder.seed;
    timings = builder.timings;
    logProbs = builder.logProbs;
  }

  /** Returns the seed that was given or drawn: with it the same request gives the same text. */
  public @Nullable Long seed() {
    return seed;
  }

  /** Returns how long it took. */
  public @Nullable EngineTimings timings() {
    return timings;
  }

  /**
   * Returns the generated tokens in order, those of thinking, of tags and of the end included;
   * empty unless they were asked for.
   */
  public List<EngineLogProb> logProbs() {
    return logProbs;
  }

  @Override
  public Builder toBuilder() {
    return ((Builder) toBuilder(builder())).seed(seed).timings(timings).logProbs(logProbs);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof EngineChatResponseMetadata that
        && Objects.equals(seed, that.seed)
        && Objects.equals(timings, that.timings)
        && logProbs.equals(that.logProbs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), seed, timings, logProbs);
  }

  @Override
  public String toString() {
    return "EngineChatResponseMetadata{"
        + super.toString()
        + ", seed="
        + seed
        + ", timings="
        + timings
        + ", logProbs="
        + logProbs
        + '}';
  }

  /** Returns an empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects metadata. Not thread-safe. */
  public static final class Builder extends ChatResponseMetadata.Builder<Builder> {

    private @Nullable Long seed;
    private @Nullable EngineTimings timings;
    private List<EngineLogProb> logProbs = List.of();

    private Builder() {}

    /** Default unknown. */
    public Builder seed(@Nullable Long seed) {
      this.seed = seed;
      return this;
    }

    /** Default unknown. */
    public Builder timings(@Nullable EngineTimings timings) {
      this.timings = timings;
      return this;
    }

    /** Default none. */
    public Builder logProbs(List<EngineLogProb> logProbs) {
      this.logProbs = List.copyOf(logProbs);
      return this;
    }

    @Override
    public EngineChatResponseMetadata build() {
      return new EngineChatResponseMetadata(this);
    }
  }
}
