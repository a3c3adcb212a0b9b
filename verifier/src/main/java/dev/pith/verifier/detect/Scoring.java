package dev.pith.verifier.detect;

import java.util.OptionalDouble;

/** What a detector makes of a probe. */
interface Scoring {

  /** Returns the score, in [0, 1]; empty when the probe does not tell. */
  OptionalDouble score(ProbeReading reading);

  /**
   * Returns the geometric mean of the probabilities of the tokens of the answer: {@code exp(mean
   * log p)}.
   */
  static Scoring confidence() {
    return reading -> {
      double sum = 0;
      int tokens = 0;
      for (NextToken token : ForcedAnswer.tokens(reading)) {
        if (token.logProb().isEmpty()) {
          return OptionalDouble.empty();
        }
        sum += token.logProb().getAsDouble();
        tokens++;
      }
      return tokens == 0 ? OptionalDouble.empty() : share(Math.exp(sum / tokens));
    };
  }

  /**
   * Returns {@code exp(-H)} of the first token, with the upper bound of its entropy H: what the
   * server does not tell can delay a cut and cannot cause one.
   */
  static Scoring entropy() {
    return reading ->
        reading.tokens().isEmpty()
            ? OptionalDouble.empty()
            : reading
                .tokens()
                .get(0)
                .entropy()
                .map(bounds -> share(Math.exp(-bounds.high())))
                .orElse(OptionalDouble.empty());
  }

  /**
   * Returns the share of the end tag beside the likeliest other token, {@code 1 / (1 + exp(-m))} of
   * the margin m: one half where both are as likely.
   */
  static Scoring margin(String endTag) {
    return reading -> {
      OptionalDouble margin =
          reading.tokens().isEmpty()
              ? OptionalDouble.empty()
              : reading.tokens().get(0).margin(endTag);
      return margin.isEmpty() ? margin : share(1 / (1 + Math.exp(-margin.getAsDouble())));
    };
  }

  private static OptionalDouble share(double value) {
    return value >= 0 ? OptionalDouble.of(Math.min(1, value)) : OptionalDouble.empty(); // not NaN
  }
}
