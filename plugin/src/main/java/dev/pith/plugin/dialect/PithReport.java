package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.verifier.CutReason;
import java.util.OptionalLong;

/**
 * What Pith did to one answer: the {@code pith} object in the last chunk of a trimmed stream.
 *
 * @param mode name of the mode the request ran in, empty to leave it out
 * @param reason why the thinking was cut
 * @param atChars characters of thinking that were kept (UTF-16 units)
 * @param kept tokens of thinking that were kept
 * @param method how the model was led to its answer
 * @param guideTokens tokens of the guide and the end tag
 * @param continuationPromptTokens tokens of the second call's prompt
 * @param continuationCachedTokens those of them that came from the upstream's cache
 * @param verifierTokens tokens that the verifier and the probes of detectors took
 * @param surplusTokens tokens generated upstream that the client did not get
 */
public record PithReport(
    String mode,
    CutReason reason,
    OptionalLong atChars,
    TokenCount kept,
    StopMethod method,
    OptionalLong guideTokens,
    OptionalLong continuationPromptTokens,
    OptionalLong continuationCachedTokens,
    OptionalLong verifierTokens,
    OptionalLong surplusTokens) {

  /** Returns a report of a cut whose costs are not known yet. */
  public static PithReport of(
      String mode, CutReason reason, long atChars, TokenCount kept, StopMethod method) {
    return new PithReport(
        mode,
        reason,
        OptionalLong.of(atChars),
        kept,
        method,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** Returns this report with the costs on our side added; what is unknown stays empty. */
  public PithReport withCosts(OptionalLong verifierTokens, OptionalLong surplusTokens) {
    return new PithReport(
        mode,
        reason,
        atChars,
        kept,
        method,
        guideTokens,
        continuationPromptTokens,
        continuationCachedTokens,
        verifierTokens,
        surplusTokens);
  }

  /** Returns this report with tokens that were generated and not given to the client. */
  PithReport withSurplus(OptionalLong tokens) {
    return withCosts(verifierTokens, tokens);
  }

  /** Returns this report with the costs on the upstream's side added. */
  PithReport withContinuation(OptionalLong guide, OptionalLong prompt, OptionalLong cached) {
    return new PithReport(
        mode, reason, atChars, kept, method, guide, prompt, cached, verifierTokens, surplusTokens);
  }

  /** Returns the {@code pith} object; what is unknown is left out. */
  ObjectNode toJson() {
    ObjectNode report = Json.object();
    if (!mode.isEmpty()) {
      report.put("mode", mode);
    }
    report.put("cut_at", kept.tokens());
    atChars.ifPresent(count -> report.put("at_chars", count));
    report.put("reason", reason.name());
    report.put("method", method.name());
    guideTokens.ifPresent(count -> report.put("guide_tokens", count));
    continuationPromptTokens.ifPresent(count -> report.put("continuation_prompt_tokens", count));
    continuationCachedTokens.ifPresent(count -> report.put("continuation_cached_tokens", count));
    verifierTokens.ifPresent(count -> report.put("verifier_tokens", count));
    surplusTokens.ifPresent(count -> report.put("surplus_tokens", count));
    report.put("counted", kept.source().label());
    return report;
  }
}
