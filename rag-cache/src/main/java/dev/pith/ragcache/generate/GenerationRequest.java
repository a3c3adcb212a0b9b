package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvSequence;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A prompt and what shall be generated after it. Immutable. */
public final class GenerationRequest {

  private final int[] prompt;
  private final OptionalInt maxTokens;
  private final SamplingSettings sampling;
  private final List<String> stopTexts;
  private final Set<Integer> stopTokens;
  private final boolean ignoreEnd;
  private final boolean renderSpecial;
  private final int topLogProbs;
  private final OptionalInt scoreFrom;
  private final String salt;
  private final boolean continuesAnswer;
  private final @Nullable KvSequence kv;
  private final int cachedTokens;
  private final @Nullable Consumer<KvSequence> heir;

  private GenerationRequest(Builder builder) {
    this.prompt = builder.prompt;
    this.maxTokens = builder.maxTokens;
    this.sampling = builder.sampling;
    this.stopTexts = builder.stopTexts;
    this.stopTokens = builder.stopTokens;
    this.ignoreEnd = builder.ignoreEnd;
    this.renderSpecial = builder.renderSpecial;
    this.topLogProbs = builder.topLogProbs;
    this.scoreFrom = builder.scoreFrom;
    this.salt = builder.salt;
    this.continuesAnswer = builder.continuesAnswer;
    this.kv = builder.kv;
    this.cachedTokens = builder.cachedTokens;
    this.heir = builder.heir;
  }

  /**
   * Returns a builder.
   *
   * @param prompt token ids, at least one; copied
   */
  public static Builder builder(int[] prompt) {
    return new Builder(prompt);
  }

  /** Returns a copy of the prompt's token ids. */
  public int[] prompt() {
    return prompt.clone();
  }

  /** Returns how many tokens the prompt has. */
  public int promptTokens() {
    return prompt.length;
  }

  /** Returns the limit for generated tokens; empty for as many as the context holds. */
  public OptionalInt maxTokens() {
    return maxTokens;
  }

  /** Returns how tokens are chosen. */
  public SamplingSettings sampling() {
    return sampling;
  }

  /** Returns the texts that end the generation and are not part of it. */
  public List<String> stopTexts() {
    return stopTexts;
  }

  /** Returns the tokens that end the generation, besides those that the model ends it with. */
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /** Tells whether the generation goes on after a token that the model ends its answer with. */
  public boolean ignoreEnd() {
    return ignoreEnd;
  }

  /** Tells whether control tokens are written out in the text. */
  public boolean renderSpecial() {
    return renderSpecial;
  }

  /** Returns how many alternatives are reported with each token; 0 for none. */
  public int topLogProbs() {
    return topLogProbs;
  }

  /** Returns the index of the first prompt token that is scored; empty when none is. */
  public OptionalInt scoreFrom() {
    return scoreFrom;
  }

  /** Returns the name that KV is kept under: requests of different salts never share any. */
  public String salt() {
    return salt;
  }

  /** Tells whether it goes on with an answer that somebody is already reading. */
  public boolean continuesAnswer() {
    return continuesAnswer;
  }

  /** Returns KV that the prompt has already; null when it is to be read. */
  @Nullable KvSequence kv() {
    return kv;
  }

  /** Returns how many of the tokens with KV were not computed for this request. */
  int cachedTokens() {
    return cachedTokens;
  }

  /** Returns who gets its KV in the end; null when it is kept for requests that begin alike. */
  @Nullable Consumer<KvSequence> heir() {
    return heir;
  }

  /** Collects what is asked. Not thread-safe. */
  public static final class Builder {

    private final int[] prompt;
    private OptionalInt maxTokens = OptionalInt.empty();
    private SamplingSettings sampling = SamplingSettings.greedy();
    private List<String> stopTexts = List.of();
    private Set<Integer> stopTokens = Set.of();
    private boolean ignoreEnd;
    private boolean renderSpecial;
    private int topLogProbs;
    private OptionalInt scoreFrom = OptionalInt.empty();
    private String salt = "";
    private boolean continuesAnswer;
    private @Nullable KvSequence kv;
    private int cachedTokens;
    private @Nullable Consumer<KvSequence> heir;

    private Builder(int[] prompt) {
      if (prompt.length == 0) {
        throw new IllegalArgumentException("prompt must have at least one token: 0");
      }
      this.prompt = Arrays.copyOf(prompt, prompt.length);
    }

    /** Limits the generated tokens, at least 0; 0 only reads the prompt. */
    public Builder maxTokens(int maxTokens) {
      if (maxTokens < 0) {
        throw new IllegalArgumentException("maxTokens must be >= 0: " + maxTokens);
      }
      this.maxTokens = OptionalInt.of(maxTokens);
      return this;
    }

    /** Says how tokens are chosen; greedy unless given. */
    public Builder sampling(SamplingSettings sampling) {
      this.sampling = sampling;
      return this;
    }

    /** Ends the generation where one of these texts, none of them empty, is complete. */
    public Builder stopTexts(List<String> stopTexts) {
      if (stopTexts.contains("")) {
        throw new IllegalArgumentException("a stop text must not be empty: " + stopTexts);
      }
      this.stopTexts = List.copyOf(stopTexts);
      return this;
    }

    /** Ends the generation with one of these tokens, whose text is then not part of it. */
    public Builder stopTokens(Set<Integer> stopTokens) {
      this.stopTokens = Set.copyOf(stopTokens);
      return this;
    }

    /** Goes on after a token that the model ends its answer with; for measurements. */
    public Builder ignoreEnd(boolean ignoreEnd) {
      this.ignoreEnd = ignoreEnd;
      return this;
    }

    /** Writes control tokens out in the text, all but the one that ends it. */
    public Builder renderSpecial(boolean renderSpecial) {
      this.renderSpecial = renderSpecial;
      return this;
    }

    /** Reports so many alternatives with each generated and each scored token. */
    public Builder topLogProbs(int topLogProbs) {
      if (topLogProbs < 0) {
        throw new IllegalArgumentException("topLogProbs must be >= 0: " + topLogProbs);
      }
      this.topLogProbs = topLogProbs;
      return this;
    }

    /**
     * Reports the log-probability of the prompt's tokens from this index on. Kept KV is used up to
     * there only, so a later index is cheaper.
     *
     * @param index in [1, prompt length): nothing precedes the first token
     */
    public Builder scoreFrom(int index) {
      if (index < 1 || index >= prompt.length) {
        throw new IllegalArgumentException(
            "scoreFrom must be in [1, " + prompt.length + "): " + index);
      }
      this.scoreFrom = OptionalInt.of(index);
      return this;
    }

    /** Keeps this request's KV apart from that of requests with another salt; "" unless given. */
    public Builder salt(String salt) {
      this.salt = salt;
      return this;
    }

    /**
     * Goes on with an answer that somebody is already reading, so that it comes before all requests
     * that do not, waiting or running: the youngest of these leaves its place to it. Whoever sets
     * this must have had a place before, for the beginning of the answer; nothing else keeps
     * requests from waiting for ever.
     */
    public Builder continuesAnswer(boolean continuesAnswer) {
      this.continuesAnswer = continuesAnswer;
      return this;
    }

    /**
     * Begins with KV of the prompt's first tokens, at least its last one excepted. It need not be
     * that of a prefill, so it is used for this request and what goes on with its answer. Whoever
     * the request is submitted to closes it, whatever becomes of the request; should it be given
     * away for want of room, the prompt is read.
     *
     * @param cachedTokens how many of these tokens count as cached
     */
    public Builder kv(KvSequence kv, int cachedTokens) {
      if (kv.end() != kv.size() || kv.end() >= prompt.length || kv.end() < cachedTokens) {
        throw new IllegalArgumentException(
            "kv must have the first tokens of the prompt, fewer than %d and at least %d: %d of %d"
                .formatted(prompt.length, cachedTokens, kv.size(), kv.end()));
      }
      this.kv = kv;
      this.cachedTokens = cachedTokens;
      return this;
    }

    /**
     * Hands its KV over in the end, of the prompt and of what was generated but for the last token,
     * so that branches can begin with forks of it. It is then not kept for requests that begin
     * alike.
     *
     * @param heir called once, on the generator's thread, when the generation has ended by itself
     *     or was cancelled; not when it never began, or broke. It closes what it gets
     */
    public Builder handOver(Consumer<KvSequence> heir) {
      this.heir = heir;
      return this;
    }

    /** Returns the request. */
    public GenerationRequest build() {
      return new GenerationRequest(this);
    }
  }
}
