package dev.pith.ragcache.generate;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen from the logits. The parts act in this order, each on what the one
 * before left: logit bias, penalties, temperature, min-p, top-k, top-p, draw.
 *
 * @param temperature divides the logits, at least 0; 0 takes the most likely token after bias and
 *     penalties, the lowest id on ties
 * @param topK keeps the k most likely tokens; 0 for all
 * @param topP keeps the most likely tokens until together they have this probability, in (0, 1]; at
 *     least one; 1 for all
 * @param minP drops tokens below this share of the most likely token's probability, in [0, 1]; 0
 *     for none
 * @param repetitionPenalty divides positive and multiplies other logits of tokens in the last
 *     {@code repetitionWindow} tokens, prompt included; above 0, 1 for none
 * @param repetitionWindow how many of the last tokens {@code repetitionPenalty} looks at
 * @param frequencyPenalty is subtracted from a token's logit once for each time it was generated,
 *     prompt not included; 0 for none
 * @param presencePenalty is subtracted once from the logit of a token that was generated, prompt
 *     not included; 0 for none
 * @param seed the same seed gives the same text; without one each request draws its own
 * @param logitBias is added to the logits, per token id; negative infinity forbids a token
 */
public record SamplingSettings(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    int repetitionWindow,
    double frequencyPenalty,
    double presencePenalty,
    OptionalLong seed,
    Map<Integer, Double> logitBias) {

  private static final SamplingSettings GREEDY = builder().build();

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a value is out of its range, with the value
   */
  public SamplingSettings {
    require(
        temperature >= 0 && Double.isFinite(temperature),
        "temperature must be >= 0 and finite",
        temperature);
    require(topK >= 0, "topK must be >= 0", topK);
    require(topP > 0 && topP <= 1, "topP must be in (0, 1]", topP);
    require(minP >= 0 && minP <= 1, "minP must be in [0, 1]", minP);
    require(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "repetitionPenalty must be > 0 and finite",
        repetitionPenalty);
    require(repetitionWindow >= 0, "repetitionWindow must be >= 0", repetitionWindow);
    require(Double.isFinite(frequencyPenalty), "frequencyPenalty must be finite", frequencyPenalty);
    require(Double.isFinite(presencePenalty), "presencePenalty must be finite", presencePenalty);
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(
        (token, bias) -> {
          require(token >= 0, "a token of logitBias must be >= 0", token);
          require(
              bias < Double.POSITIVE_INFINITY,
              "logitBias must be finite or -Infinity for token " + token,
              bias);
        });
  }

  /** Returns settings that always take the most likely token. */
  public static SamplingSettings greedy() {
    return GREEDY;
  }

  /** Returns a builder that starts from {@link #greedy}. */
  public static Builder builder() {
    return new Builder();
  }

  private static void require(boolean fine, String rule, Object found) {
    if (!fine) {
      throw new IllegalArgumentException(rule + ": " + found);
    }
  }

  /** Collects the settings. Not thread-safe. */
  public static final class Builder {

    private double temperature;
    private int topK;
    private double topP = 1;
    private double minP;
    private double repetitionPenalty = 1;
    private int repetitionWindow = 64;
    private double frequencyPenalty;
    private double presencePenalty;
    private OptionalLong seed = OptionalLong.empty();
    private Map<Integer, Double> logitBias = Map.of();

    private Builder() {}

    /** Default 0. */
    public Builder temperature(double temperature) {
      this.temperature = temperature;
      return this;
    }

    /** Default 0. */
    public Builder topK(int topK) {
      this.topK = topK;
      return this;
    }

    /** Default 1. */
    public Builder topP(double topP) {
      this.topP = topP;
      return this;
    }

    /** Default 0. */
    public Builder minP(double minP) {
      this.minP = minP;
      return this;
    }

    /** Default 1. */
    public Builder repetitionPenalty(double repetitionPenalty) {
      this.repetitionPenalty = repetitionPenalty;
      return this;
    }

    /** Default 64, as in llama.cpp. */
    public Builder repetitionWindow(int repetitionWindow) {
      this.repetitionWindow = repetitionWindow;
      return this;
    }

    /** Default 0. */
    public Builder frequencyPenalty(double frequencyPenalty) {
      this.frequencyPenalty = frequencyPenalty;
      return this;
    }

    /** Default 0. */
    public Builder presencePenalty(double presencePenalty) {
      this.presencePenalty = presencePenalty;
      return this;
    }

    /** Default none. */
    public Builder seed(long seed) {
      this.seed = OptionalLong.of(seed);
      return this;
    }

    /** Default none. */
    public Builder logitBias(Map<Integer, Double> logitBias) {
      this.logitBias = Map.copyOf(logitBias);
      return this;
    }

    /** Returns the settings; throws {@link IllegalArgumentException} when one is out of range. */
    public SamplingSettings build() {
      return new SamplingSettings(
          temperature,
          topK,
          topP,
          minP,
          repetitionPenalty,
          repetitionWindow,
          frequencyPenalty,
          presencePenalty,
          seed,
          logitBias);
    }
  }
}
