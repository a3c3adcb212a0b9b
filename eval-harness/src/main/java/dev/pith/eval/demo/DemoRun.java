package dev.pith.eval.demo;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.replay.ChatReply;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import java.util.Optional;

/**
 * One problem of the demonstration, asked twice.
 *
 * @param trace the problem, and what the model thinks about it
 * @param off the reply with trimming off
 * @param on the reply with trimming on
 */
record DemoRun(RecordedTrace trace, ChatReply off, ChatReply on) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Returns the final answer of a reply; empty when it has none. */
  static Optional<String> answer(RecordedTrace trace, ChatReply reply) {
    return AnswerExtractor.ofAnswer(trace.prompt(), reply.answer());
  }

  /** Returns how long a reply took. */
  static double seconds(ChatReply reply) {
    return reply.nanos() / NANOS_PER_SECOND;
  }

  /** Returns the answers of both replies, compared. */
  String comparison() {
    Optional<String> without = answer(trace, off);
    Optional<String> with = answer(trace, on);
    if (without.isEmpty()) {
      return with.isEmpty() ? "none twice" : "only with Pith";
    }
    if (with.isEmpty()) {
      return "lost";
    }
    Agreement agreement = AnswerEquivalence.compare(without.get(), with.get(), trace.prompt());
    return switch (agreement) {
      case EQUAL -> "same";
      case DIFFERENT -> "different";
      case UNDECIDED -> "not comparable";
    };
  }
}
