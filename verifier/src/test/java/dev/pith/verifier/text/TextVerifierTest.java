package dev.pith.verifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextVerifierTest {
  private static final String QUESTION =
      "A crate holds 6 boxes of 7 pens. How many pens are there?";
  private final TextVerifier verifier = new TextVerifier(TextModel.shipped());

  @Test
  void statesAnswer_plainAnswer_isMoreProbableThanAStep() {
    double plain = states("So the final answer is \\boxed{42}.");
    double step = states("So we have 6 + 7 = 13.");

    assertThat(plain).isGreaterThan(0.7).isLessThanOrEqualTo(1.0);
    assertThat(step).isLessThan(0.5).isNotNegative();
  }

  @Test
  void statesAnswer_noValue_abstains() {
    assertThat(asked("Let me think about the crate.")).isEmpty();
  }

  @Test
  void statesAnswer_twice_sameVerdictAtNoCost() {
    Optional<Verdict> first = asked("So the answer is 42.");

    assertThat(asked("So the answer is 42.")).isEqualTo(first);
    assertThat(first.orElseThrow().tokens()).hasValue(0);
  }

  @Test
  void sameAnswer_any_abstains() {
    assertThat(verifier.sameAnswer(QUESTION, "It is 42.", "It is 42.").toCompletableFuture().join())
        .isEmpty();
  }

  @Test
  void reader_repeatedAnswer_isTrustedMoreThanItsFirstStatement() {
    StatementReader reader = new StatementReader(QUESTION);
    double first = inTrace(reader, 200);
    double later = inTrace(reader, 700);

    assertThat(later).isGreaterThan(first);
  }

  @Test
  void reader_manyAnswers_staysInTheRangeOfItsCues() {
    StatementReader reader = new StatementReader("");
    for (int i = 0; i < 100; i++) {
      String excerpt = "So the answer is " + i + ".";
      int[] cues = reader.next(excerpt, candidate("", excerpt), 1_000L * i);
      assertThat(cues).isSorted().doesNotHaveDuplicates();
      assertThat(cues[0]).isNotNegative();
      assertThat(cues[cues.length - 1]).isLessThan(StatementReader.cues());
    }
  }

  private static double inTrace(StatementReader reader, long atToken) {
    String excerpt = "So the answer is 42.";
    return StatementReader.probability(
        TextModel.shipped(), reader.next(excerpt, candidate(QUESTION, excerpt), atToken));
  }

  private static CandidateAnswer candidate(String question, String excerpt) {
    return AnswerExtractor.inExcerpt(question, excerpt).orElseThrow();
  }

  private double states(String excerpt) {
    return asked(excerpt).orElseThrow().pYes().orElseThrow();
  }

  private Optional<Verdict> asked(String excerpt) {
    return verifier.statesAnswer(QUESTION, excerpt).toCompletableFuture().join();
  }
}
