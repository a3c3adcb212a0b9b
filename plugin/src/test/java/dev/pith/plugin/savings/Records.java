package dev.pith.plugin.savings;

import dev.pith.plugin.savings.RequestSavings.Outcome;
import dev.pith.verifier.detect.ProbeCost;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Records of requests for tests. */
final class Records {
  private Records() {}

  /**
   * Returns a request of the control arm that ran to its end: 40 ms to its first token, 10 each.
   */
  static RequestRecord observed(String conversation, long outputTokens) {
    return record(
        conversation,
        Arm.CONTROL,
        new RequestSavings(
            Outcome.OBSERVED, "holdout", OptionalLong.of(outputTokens - 5), OptionalLong.empty()),
        use(outputTokens, OptionalLong.empty(), 0),
        outputTokens,
        Optional.empty());
  }

  /** Returns a treated request that was cut, with a hand-over of 25 ms. */
  static RequestRecord cut(String conversation, long outputTokens) {
    return record(
        conversation,
        Arm.TREATED,
        new RequestSavings(
            Outcome.CUT, "converged", OptionalLong.of(outputTokens - 5), OptionalLong.empty()),
        use(outputTokens, OptionalLong.of(80), 30),
        outputTokens,
        Optional.of(Duration.ofMillis(25)));
  }

  /** Returns an answer that was cut after probes, of which not everything is known. */
  static RequestRecord probed(String conversation, ProbeCost probes) {
    RequestRecord cut = cut(conversation, 60);
    TokenUse use = cut.use();
    return new RequestRecord(
        cut.endedAt(),
        conversation,
        cut.arm(),
        cut.stratum(),
        cut.savings(),
        new TokenUse(
            use.prompt(),
            use.cached(),
            use.cacheWritten(),
            use.output(),
            use.continuationPrompt(),
            use.continuationCached(),
            use.verifier(),
            probes),
        cut.toFirstToken(),
        cut.total(),
        cut.handOver(),
        Optional.empty());
  }

  /** Returns an answer of shadow mode that would have been cut, and was checked. */
  static RequestRecord checked(String conversation, ShadowCheck check) {
    return record(
            conversation,
            Arm.NONE,
            new RequestSavings(
                Outcome.WOULD_CUT, "converged", OptionalLong.of(95), OptionalLong.of(40)),
            use(100, OptionalLong.empty(), 0),
            100,
            Optional.empty())
        .with(check);
  }

  private static RequestRecord record(
      String conversation,
      Arm arm,
      RequestSavings savings,
      TokenUse use,
      long outputTokens,
      Optional<Duration> handOver) {
    Duration generating = Duration.ofMillis(10 * (outputTokens - 1));
    return new RequestRecord(
        Instant.parse("2026-11-29T01:02:03Z"),
        conversation,
        arm,
        new Stratum("m", Stratum.Turn.FIRST, Stratum.PromptSize.UNDER_2K, false),
        savings,
        use,
        Optional.of(Duration.ofMillis(40)),
        Duration.ofMillis(40).plus(generating).plus(handOver.orElse(Duration.ZERO)),
        handOver,
        Optional.empty());
  }

  private static TokenUse use(
      long outputTokens, OptionalLong continuationPrompt, long verifierTokens) {
    return new TokenUse(
        OptionalLong.of(20),
        OptionalLong.empty(),
        OptionalLong.of(12),
        OptionalLong.of(outputTokens),
        continuationPrompt,
        OptionalLong.empty(),
        OptionalLong.of(verifierTokens),
        ProbeCost.NOTHING);
  }
}
