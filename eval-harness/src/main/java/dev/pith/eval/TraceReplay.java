package dev.pith.eval;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.AnswerGrader;
import dev.pith.eval.grade.Grade;
import dev.pith.eval.grade.LoopStart;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.policy.Kept;
import dev.pith.eval.policy.Policy;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.report.LoopOutcome;
import dev.pith.eval.report.Outcome;
import dev.pith.eval.report.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What some policies did to one trace. It holds no text of it but the question.
 *
 * @param outcomes one per policy
 * @param loop what became of a trace that never ended, when {@code pith} is among the policies
 */
record TraceReplay(List<Outcome> outcomes, Optional<LoopOutcome> loop) {

  /** Runs the policies on a trace. Policies of the same name share the weight of one. */
  static TraceReplay of(RecordedTrace trace, List<Policy> policies) {
    StatedAnswers stated = StatedAnswers.of(trace);
    AnswerGrader grader = new AnswerGrader(trace, stated);
    Grade full = grader.full();
    Map<String, Integer> tries = new HashMap<>();
    policies.forEach(policy -> tries.merge(policy.name(), 1, Integer::sum));
    List<Outcome> outcomes = new ArrayList<>();
    Optional<LoopOutcome> loop = Optional.empty();
    for (Policy policy : policies) {
      Kept kept = policy.decide(trace, stated);
      outcomes.add(
          new Outcome(
              key(trace),
              policy.name(),
              trace.questionKey(),
              1.0 / tries.getOrDefault(policy.name(), 1),
              trace.tokens(),
              trace.tokens(kept.position()),
              kept.costTokens(),
              full.correct(),
              grader.at(kept.position()),
              kept.reason()));
      if (policy.name().equals(PolicyRegistry.PITH) && Boolean.FALSE.equals(trace.finished())) {
        loop = Optional.of(loop(trace, kept));
      }
    }
    return new TraceReplay(outcomes, loop);
  }

  /** Returns the group that a trace belongs to. */
  static RowKey key(RecordedTrace trace) {
    return new RowKey(trace.dataset(), trace.model(), trace.finished());
  }

  private static LoopOutcome loop(RecordedTrace trace, Kept kept) {
    OptionalLong start = LoopStart.of(trace.thinking());
    return new LoopOutcome(
        trace.dataset(),
        trace.tokens(),
        start.isPresent()
            ? OptionalDouble.of(trace.tokens(start.getAsLong()))
            : OptionalDouble.empty(),
        kept.position() < trace.length()
            ? OptionalDouble.of(trace.tokens(kept.position()))
            : OptionalDouble.empty());
  }
}
