package dev.pith.plugin.savings;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted so far.
 *
 * <p>The counts are read one after the other while requests go on, so they may differ by the
 * requests that end meanwhile. Reasons are sorted.
 *
 * @param requests chat requests that are over, whatever happened
 * @param passed those that were forwarded without being read, by reason
 * @param observed those that were read and not cut, by reason
 * @param wouldCut those that were read in shadow mode and would have been cut, by reason
 * @param cut those whose thinking was cut, by reason
 * @param failedContinuations cuts that were taken back because the model did not go on from them
 * @param ownFailures requests that ran on untrimmed because something of ours failed
 * @param verifierFailures questions that the verifier failed to answer, or answered too late
 * @param verifierTokens what asking the verifier cost; its parts are questions
 * @param thinkingTokens thinking that the clients of all requests that were read received
 * @param wouldSaveTokens thinking after the point where shadow mode would have cut
 */
public record SavingsSnapshot(
    long requests,
    Map<String, Long> passed,
    Map<String, Long> observed,
    Map<String, Long> wouldCut,
    Map<String, Long> cut,
    long failedContinuations,
    long ownFailures,
    long verifierFailures,
    KnownSum verifierTokens,
    KnownSum thinkingTokens,
    KnownSum wouldSaveTokens) {

  /** Keeps its own copies of the maps. */
  public SavingsSnapshot {
    passed = sorted(passed);
    observed = sorted(observed);
    wouldCut = sorted(wouldCut);
    cut = sorted(cut);
  }

  private static Map<String, Long> sorted(Map<String, Long> counts) {
    return Collections.unmodifiableMap(new TreeMap<>(counts));
  }
}
