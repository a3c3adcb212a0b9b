package dev.pith.plugin.search;

import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import dev.pith.verifier.trace.LastSentences;
import dev.pith.verifier.trace.ThinkTags;
import java.util.Optional;

/** The answers that are read from trajectories, by rules. */
final class StepAnswers {
  private static final int TAIL_SENTENCES = 4;
  private static final int TAIL_CHARS = 1_200;

  private StepAnswers() {}

  /** Returns what a step states plainly, and without a doubt, as the answer. */
  static Optional<String> stated(String question, String step) {
    return candidate(question, step)
        .filter(candidate -> candidate.strength() == Strength.STRONG)
        .map(CandidateAnswer::text);
  }

  /** Returns the value that a step has come to, be it the answer or one on the way. */
  static Optional<String> intermediate(String question, String step) {
    return candidate(question, step).map(CandidateAnswer::text);
  }

  /** Returns the answer of a text that the model has ended: what it says behind its thinking. */
  static Optional<String> finalAnswer(String question, String text) {
    int from = 0;
    for (ThinkTags pair : ThinkTags.KNOWN) {
      int end = text.lastIndexOf(pair.end());
      from = end < 0 ? from : Math.max(from, end + pair.end().length());
    }
    return AnswerExtractor.ofAnswer(question, text.substring(from).strip());
  }

  private static Optional<CandidateAnswer> candidate(String question, String step) {
    return AnswerExtractor.inExcerpt(question, LastSentences.of(step, TAIL_SENTENCES, TAIL_CHARS))
        .filter(candidate -> !candidate.hedged());
  }
}
