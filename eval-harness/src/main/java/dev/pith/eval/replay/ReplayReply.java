package dev.pith.eval.replay;

import dev.pith.eval.dataset.RecordedTrace;
import java.util.OptionalLong;

/**
 * What a replay server will send for a request, before any of it is sent.
 *
 * @param traceKey the trace it comes from
 * @param source where its answer comes from
 * @param thinking the thinking, empty in a continuation
 * @param answer the visible answer, empty when the recorded thinking never ended
 * @param promptTokens tokens of the request's messages, estimated
 * @param sentLimit tokens after which the reply ends, whatever is left
 * @param finishReason {@code stop}, or {@code length} when a limit ends the reply, now or when it
 *     was recorded
 */
record ReplayReply(
    String traceKey,
    AnswerSource source,
    TokenSlices thinking,
    TokenSlices answer,
    long promptTokens,
    long sentLimit,
    String finishReason) {

  /** Returns the reply to a request. */
  static ReplayReply to(ReplayRequest request, String traceKey, RecordedTrace trace) {
    ForcedAnswer forced =
        request
            .keptThinking()
            .map(kept -> ForcedAnswer.after(trace, kept))
            .orElseGet(() -> new ForcedAnswer(AnswerSource.FULL, trace.answer()));
    TokenSlices thinking =
        request.keptThinking().isPresent()
            ? TokenSlices.of("")
            : TokenSlices.of(trace.thinking(), trace.thinkingTokens());
    TokenSlices answer = TokenSlices.of(forced.text(), OptionalLong.empty());
    long whole = (long) thinking.count() + answer.count();
    long limit = Math.min(whole, request.maxTokens().orElse(whole));
    return new ReplayReply(
        traceKey,
        forced.source(),
        thinking,
        answer,
        TokenSlices.estimate(request.promptChars()),
        limit,
        limit < whole || answer.count() == 0 ? "length" : "stop");
  }
}
