package dev.pith.eval.policy;

import dev.pith.eval.dataset.Probe;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.AnswerGrader;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Cuts at the first point after which the answer never changes: the ceiling, which knows the end.
 *
 * <p>Where forced answers were recorded, the points are theirs, and their last one is the answer.
 * Else the points are the ends of the paragraphs that state an answer, and the answer is the
 * trace's own, else (unfinished) the last stated one.
 */
final class OracleCut implements Policy {

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    return trace.probes().isEmpty() ? byStatements(trace, stated) : byProbes(trace);
  }

  private static Kept byProbes(RecordedTrace trace) {
    List<Probe> probes = trace.probes();
    int first = probes.size() - 1;
    while (first > 0 && Objects.equals(probes.get(first - 1).pred(), probes.get(first).pred())) {
      first--;
    }
    long position = Math.round(probes.get(first).percent() / 100.0 * trace.length());
    return Kept.upTo(position, trace, "settled");
  }

  private static Kept byStatements(RecordedTrace trace, StatedAnswers stated) {
    Optional<String> answer =
        new AnswerGrader(trace, stated).full().answer().or(() -> stated.within(trace.length()));
    if (answer.isEmpty()) {
      return Kept.whole(trace);
    }
    List<StatedAnswers.Statement> statements = stated.statements();
    long position = trace.length();
    for (int i = statements.size() - 1; i >= 0; i--) {
      long end = statements.get(i).endChar();
      Optional<String> here = stated.within(end);
      if (here.isEmpty()
          || AnswerEquivalence.compare(here.get(), answer.get(), trace.prompt())
              != Agreement.EQUAL) {
        break;
      }
      position = end;
    }
    return Kept.upTo(position, trace, "settled");
  }
}
