package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import org.jspecify.annotations.Nullable;

/**
 * Stops when the last answers that the trace states are equal: the plain rule, without floors,
 * votes or doubts.
 *
 * <p>An answer counts when it comes at least {@value #GAP_TOKENS} tokens after the one that counted
 * before.
 */
final class EqualAnswers implements Policy {
  static final int GAP_TOKENS = 64;

  private final String name;
  private final int needed;

  EqualAnswers(String name, int needed) {
    this.name = name;
    this.needed = needed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    String question = trace.prompt();
    @Nullable String last = null;
    double lastAtTokens = 0;
    int equal = 0;
    for (StatedAnswers.Statement statement : stated.statements()) {
      double atTokens = trace.tokens(statement.endChar());
      if (last != null && atTokens - lastAtTokens < GAP_TOKENS) {
        continue;
      }
      String answer = statement.candidate().text();
      boolean same =
          last != null && AnswerEquivalence.compare(last, answer, question) == Agreement.EQUAL;
      equal = same ? equal + 1 : 1;
      last = answer;
      lastAtTokens = atTokens;
      if (equal >= needed) {
        return Kept.upTo(statement.endChar(), trace, "equal");
      }
    }
    return Kept.whole(trace);
  }
}
