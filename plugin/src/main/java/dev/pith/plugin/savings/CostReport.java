package dev.pith.plugin.savings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What trimming took, and what it saved of time and money.
 *
 * <p>The tokens are counted, by the servers or by Pith. What is saved of time and money is
 * estimated: saved tokens, as the holdout measures them, at the measured time or the given price of
 * a token.
 *
 * @param verifierTokens tokens that the verifier read and wrote
 * @param continuationPromptTokens prompts of the calls that went on from cuts
 * @param continuationCachedTokens those of them that came from a cache
 * @param probePromptTokens prompts of probes
 * @param probeCachedTokens those of them that came from a cache
 * @param probeOutputTokens tokens that probes let the model generate
 * @param capabilityProbes questions of our own, by which stop methods and detectors are proven
 * @param priming prompts that the server was given to read ahead
 * @param millisPerToken measured time of one generated token; null when none was timed
 * @param handOverMillis time from cuts to the first words of the answers, in all
 * @param millisSaved saved time less the hand-overs, in all; null when it cannot be estimated
 * @param money what the requests cost whose tokens and prices are known; null without any
 * @param moneyKnown how many these are
 * @param moneyUnknown how many others there are
 * @param moneySaved saved output less the prompts of continuations, the verifier, the probes and
 *     the shadow checks; null when a price or a count is missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CostReport(
    KnownSum verifierTokens,
    KnownSum continuationPromptTokens,
    KnownSum continuationCachedTokens,
    KnownSum probePromptTokens,
    KnownSum probeCachedTokens,
    KnownSum probeOutputTokens,
    CapabilityCost capabilityProbes,
    PrimingCost priming,
    @Nullable Double millisPerToken,
    double handOverMillis,
    @Nullable Interval millisSaved,
    @Nullable Double money,
    long moneyKnown,
    long moneyUnknown,
    @Nullable Interval moneySaved) {}
