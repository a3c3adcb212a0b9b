package dev.pith.plugin.savings;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is kept of one chat request; none of its text.
 *
 * @param endedAt when it was over
 * @param conversation what stands for its conversation, see {@link Holdout}
 * @param arm the side that it is on
 * @param stratum what was known before it was answered
 * @param savings what became of it
 * @param use the tokens that it took
 * @param toFirstToken from the request to the first generated token; empty when there was none
 * @param total from the request to its end
 * @param handOver from a cut to the first word of the answer; empty without a cut
 * @param check what came of its shadow check; empty when it was not drawn for one
 */
public record RequestRecord(
    Instant endedAt,
    String conversation,
    Arm arm,
    Stratum stratum,
    RequestSavings savings,
    TokenUse use,
    Optional<Duration> toFirstToken,
    Duration total,
    Optional<Duration> handOver,
    Optional<ShadowCheck> check) {

  /** Returns the same with what came of its shadow check. */
  public RequestRecord with(ShadowCheck came) {
    return new RequestRecord(
        endedAt,
        conversation,
        arm,
        stratum,
        savings,
        use,
        toFirstToken,
        total,
        handOver,
        Optional.of(came));
  }

  /**
   * Returns the output tokens that a comparison of the arms uses: those of a request that could be
   * trimmed, or would have been on the other side; empty for any other, and when they are unknown.
   */
  OptionalLong comparedTokens() {
    return arm == Arm.NONE ? OptionalLong.empty() : use.output();
  }

  /** Returns how long one generated token took, in milliseconds; empty when it is not known. */
  Optional<Double> millisPerToken() {
    if (toFirstToken.isEmpty() || use.output().orElse(0) < 2) {
      return Optional.empty();
    }
    long handed = handOver.map(Duration::toNanos).orElse(0L);
    double nanos = (double) (total.minus(toFirstToken.get()).toNanos() - handed);
    return nanos <= 0
        ? Optional.empty()
        : Optional.of(nanos / 1e6 / (use.output().getAsLong() - 1));
  }
}
