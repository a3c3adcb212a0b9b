package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.savings.RequestRecord;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.savings.RequestSavings.Outcome;
import dev.pith.plugin.savings.TokenUse;
import dev.pith.plugin.session.TrimSession;
import dev.pith.verifier.trim.Cut;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes down what one answer was, to tell at its end what its trimming saved. */
final class AnswerAccount {

  private final TrimSession session;
  private final RequestFacts facts;

  private UsageReport usage = UsageReport.UNKNOWN;
  private UsageReport continuation = UsageReport.UNKNOWN;
  private Optional<Duration> toFirstToken = Optional.empty();
  private OptionalLong handingOver = OptionalLong.empty();
  private Optional<Duration> handOver = Optional.empty();
  private OptionalLong reportedThinking = OptionalLong.empty();
  private @Nullable TokenCount thinking;
  private @Nullable TokenCount thinkingAtDecision;
  private @Nullable TokenCount kept;
  private @Nullable String reason;
  private boolean thinkingMayHide;

  AnswerAccount(TrimSession session, RequestFacts facts) {
    this.session = session;
    this.facts = facts;
  }

  /** An event of the first call has been read. */
  void onEvent(ChatStreamReader reader) {
    onPhase(reader.phase());
    if (reader.phase() == Phase.THINKING) {
      thinking = reader.tokens();
      if (thinkingAtDecision == null && session.cut().isPresent()) {
        thinkingAtDecision = thinking;
      }
    }
  }

  /** An event has been read: the answer stands here. */
  void onPhase(Phase phase) {
    if (toFirstToken.isEmpty() && phase != Phase.BEFORE) {
      toFirstToken = Optional.of(since(facts.startedNanos()));
    }
  }

  /** The model thinks, whether its text is shown or not. */
  void thinkingBegins() {
    thinkingMayHide = true;
  }

  /** The answer has not been read to its end: what it would have held is not known. */
  void unfinished() {
    thinkingMayHide = true;
    uncutBecause("unfinished");
  }

  void onUsage(UsageReport report) {
    usage = report;
    reportedThinking = report.reasoningTokens();
  }

  /** The model is asked to go on from a cut. */
  void handsOver() {
    handingOver = OptionalLong.of(System.nanoTime());
  }

  /** The call that went on is over: both together have this usage. */
  void wentOn(UsageReport whole, UsageReport own) {
    usage = whole;
    continuation = own;
  }

  /** Something kept the answer from being cut; the first such thing is the reason it is told. */
  void uncutBecause(String cause) {
    if (reason == null) {
      reason = cause;
    }
  }

  /** The answer goes on from a cut. */
  void cut(TokenCount keptTokens) {
    kept = keptTokens;
    handingOver.ifPresent(asked -> handOver = Optional.of(since(asked)));
  }

  /**
   * Returns what became of the request.
   *
   * @param observed whether it was only read
   */
  RequestRecord close(boolean observed) {
    TokenUse use =
        new TokenUse(
            usage.promptTokens(),
            usage.cachedTokens(),
            usage.cacheWrittenTokens(),
            usage.completionTokens(),
            continuation.promptTokens(),
            continuation.cachedTokens(),
            session.verifierTokens(),
            session.probes());
    facts.chunks().answered(use.prompt(), use.cached(), use.cacheWritten());
    return new RequestRecord(
        Instant.now(),
        facts.conversation(),
        facts.arm(),
        facts.stratum(),
        savings(observed),
        use,
        toFirstToken,
        since(facts.startedNanos()),
        handOver,
        Optional.empty());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private RequestSavings savings(boolean shadow) {
    Optional<Cut> cut = session.cut();
    if (kept != null && cut.isPresent()) {
      return savings(
          Outcome.CUT,
          RequestSavings.reason(cut.get().reason()),
          kept.exact(),
          OptionalLong.empty());
    }
    OptionalLong total = totalThinking();
    if (shadow && cut.isPresent() && reason == null) {
      return savings(
          Outcome.WOULD_CUT,
          RequestSavings.reason(cut.get().reason()),
          total,
          afterCut(cut.get(), total));
    }
    return savings(
        Outcome.OBSERVED,
        reason == null
            ? session.reasonNotCut(thinkingMayHide || reportedThinking.orElse(0) > 0)
            : reason,
        total,
        OptionalLong.empty());
  }

  private RequestSavings savings(
      Outcome outcome, String why, OptionalLong thinkingTokens, OptionalLong wouldSave) {
    return new RequestSavings(outcome, why, thinkingTokens, wouldSave);
  }

  /** Returns the thinking of the first call, if it was counted. */
  OptionalLong totalThinking() {
    // Some servers report 0 when they do not know.
    if (reportedThinking.orElse(0) > 0) {
      return reportedThinking;
    }
    if (session.chars() == 0) {
      return thinkingMayHide ? OptionalLong.empty() : OptionalLong.of(0);
    }
    return thinking == null ? OptionalLong.empty() : thinking.exact();
  }

  /** Counted where the stream has running counts, else by the share of the characters. */
  private OptionalLong afterCut(Cut cut, OptionalLong total) {
    if (thinking != null
        && thinkingAtDecision != null
        && thinking.exact().isPresent()
        && thinkingAtDecision.exact().isPresent()) {
      return OptionalLong.of(Math.max(0, thinking.tokens() - thinkingAtDecision.tokens()));
    }
    if (total.isEmpty()) {
      return total;
    }
    double share = 1.0 - (double) cut.atChar() / session.chars();
    return OptionalLong.of(Math.round(total.getAsLong() * share));
  }
}
