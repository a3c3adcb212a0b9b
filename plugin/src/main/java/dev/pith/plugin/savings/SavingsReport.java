package dev.pith.plugin.savings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /pith/savings} tells: every figure under what it is, measured or estimated.
 *
 * @param since when the first request of these figures was over, as ISO 8601; null without any
 * @param holdoutShare share of the conversations that are left as they are
 * @param measured output tokens against the conversations that are left as they are
 * @param shadow what shadow mode has seen
 * @param shadowCheck whether those answers would have changed, measured on a share of them
 * @param estimated what the saved tokens are worth, and what saving them took
 * @param ledger the file that holds every request; null without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavingsReport(
    @Nullable String since,
    double holdoutShare,
    HoldoutEstimate measured,
    Shadow shadow,
    ShadowCheckReport shadowCheck,
    CostReport estimated,
    @Nullable LedgerState ledger) {

  /**
   * What shadow mode has seen: requests that ran to their end, and where they would have been cut.
   *
   * @param wouldCut requests that would have been cut
   * @param tokensAfterTheCut thinking after those places: the length is measured, what the answer
   *     would have been is not; that is what the shadow check asks
   */
  public record Shadow(long wouldCut, KnownSum tokensAfterTheCut) {}

  /**
   * The file that holds every request.
   *
   * @param lost requests that could not be written
   * @param unreadable lines that were no whole record when it was opened
   */
  public record LedgerState(String file, long lost, long unreadable) {}
}
