package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.savings.RequestSavings.Outcome;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.verifier.trim.Cut;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes down what one chat was, and tells it to the meter once, at its end. */
final class ChatAccount {

  private final SavingsMeter meter;
  private final TraceReading reading;
  private final boolean observed;

  private @Nullable String reason;
  private boolean closed;

  /**
   * Opens an account.
   *
   * @param observed whether the answer is only read
   */
  ChatAccount(SavingsMeter meter, TraceReading reading, boolean observed) {
    this.meter = meter;
    this.reading = reading;
    this.observed = observed;
  }

  /** Something kept the answer from being cut; the first such thing is the reason it is told. */
  void uncutBecause(String cause) {
    if (reason == null) {
      reason = cause;
    }
  }

  /** The chat is over, and was not cut. */
  void close() {
    Cut wanted = reading.cut();
    if (observed && wanted != null && reason == null) {
      end(Outcome.WOULD_CUT, RequestSavings.reason(wanted.reason()));
    } else {
      end(Outcome.OBSERVED, reason == null ? reading.session().reasonNotCut(false) : reason);
    }
  }

  /** The chat is over, and was cut. */
  TrimReport cut(
      Cut cut,
      long keptChars,
      TokenCount kept,
      ContinuationMethod method,
      @Nullable TokenUsage answer) {
    end(Outcome.CUT, RequestSavings.reason(cut.reason()));
    UsageCounts told = answer == null ? null : UsageCounts.of(answer);
    return new TrimReport(
        cut.reason(),
        keptChars,
        kept,
        method,
        told == null ? OptionalLong.empty() : count(told.input()),
        told == null ? OptionalLong.empty() : count(told.cached()),
        reading.session().askedTokens());
  }

  private static OptionalLong count(@Nullable Integer tokens) {
    return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
  }

  /** Pieces tell about how many tokens there were, and the meter takes what was counted alone. */
  private void end(Outcome outcome, String why) {
    if (closed) {
      return;
    }
    closed = true;
    OptionalLong thinking =
        reading.session().chars() == 0 ? OptionalLong.of(0) : reading.tokens().exact();
    meter.requestEnded(new RequestSavings(outcome, why, thinking, OptionalLong.empty()));
  }
}
