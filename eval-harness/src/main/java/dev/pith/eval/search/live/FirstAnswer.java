package dev.pith.eval.search.live;

import dev.pith.plugin.search.StepEnds;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import java.util.OptionalInt;

/**
 * One step up to the first sentence that states an answer: a sample of self-consistency that ends
 * where a trajectory of a search does.
 *
 * @param question what is asked
 */
record FirstAnswer(String question) implements StepEnds {

  @Override
  public OptionalInt find(CharSequence text) {
    StepEnds sentences = StepEnds.sentence();
    int from = 0;
    while (from < text.length()) {
      OptionalInt end = sentences.find(text.subSequence(from, text.length()));
      if (end.isEmpty()) {
        return OptionalInt.empty();
      }
      int to = from + end.getAsInt();
      if (states(text.subSequence(from, to).toString())) {
        return OptionalInt.of(to);
      }
      from = to;
    }
    return OptionalInt.empty();
  }

  private boolean states(String sentence) {
    return AnswerExtractor.inExcerpt(question, sentence.strip())
        .filter(candidate -> !candidate.hedged())
        .filter(candidate -> candidate.strength() == Strength.STRONG)
        .isPresent();
  }
}
