package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaithfulConvergenceTest {
  private static final Optional<Verdict> YES = Optional.of(Verdict.certain(true));
  private static final Optional<Verdict> NO = Optional.of(Verdict.certain(false));

  /** Letters are answer classes, lower case is the same class with doubt, - no answer, ? unsure. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "AA, never",
    "AAA, 3",
    "A-A-A, 5",
    "A?A?A, 5",
    "BAAA, 4",
    "AAAB, 3",
    "AABA, never",
    "AABAA, never",
    "AABBAA, never",
    "AABBBAAA, 5",
    "ABABABAB, never",
    "ABCABC, never",
    "AaAA, 3",
    "aaa, 3",
    "AAaa, 3",
    "AbAA, never",
    "AAbAA, never",
    "AAbA, never",
    "----, never"
  })
  void onThought_sequence_settlesWhereTheVectorSays(String sequence, String expected) {
    Scripted script = new Scripted();
    FaithfulConvergence rule = new FaithfulConvergence(TrimSettings.faithful(), script);
    script.answerAtOnce(rule);

    String settled = "never";
    for (int i = 0; i < sequence.length() && settled.equals("never"); i++) {
      rule.onThought(thought(i, sequence.substring(i, i + 1)), 100L * i);
      settled = script.settled.isEmpty() ? "never" : String.valueOf(i + 1);
    }

    assertThat(settled).isEqualTo(expected);
  }

  @Test
  void onVerdict_inAnyOrder_sameOutcome() {
    for (int seed = 0; seed < 200; seed++) {
      Scripted script = new Scripted();
      FaithfulConvergence rule = new FaithfulConvergence(TrimSettings.faithful(), script);
      Random random = new Random(seed);
      for (int i = 0; i < 5; i++) {
        rule.onThought(thought(i, "BAAAA".substring(i, i + 1)), 100L * i);
      }

      while (!script.open.isEmpty()) {
        Collections.shuffle(script.open, random);
        VerifierQuestion next = script.open.remove(0);
        rule.onVerdict(next.id(), Scripted.verdict(next));
      }

      assertThat(script.settled).as("seed %s", seed).first().isEqualTo("A");
      assertThat(rule.statements()).as("seed %s", seed).isEqualTo(5);
    }
  }

  @Test
  void onVerdict_neverAsked_refused() {
    FaithfulConvergence rule = new FaithfulConvergence(TrimSettings.faithful(), new Scripted());

    assertThatThrownBy(() -> rule.onVerdict(1, YES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such question: 1; asked so far: 0");
  }

  @Test
  void onThought_verifierNeverAnswers_holdsABoundedNumber() {
    Scripted script = new Scripted();
    FaithfulConvergence rule = new FaithfulConvergence(TrimSettings.faithful(), script);
    for (int i = 0; i < 100 * VerdictQueue.MAX_WAITING; i++) {
      rule.onThought(thought(i, "A"), i);
    }

    for (VerifierQuestion question : List.copyOf(script.open)) {
      rule.onVerdict(question.id(), NO);
    }

    assertThat(rule.statements()).isZero();
    assertThat(script.settled).isEmpty();
  }

  private static Thought thought(int index, String tail) {
    return new Thought(index, 10L * index, 10L * index + 10, tail);
  }

  /** A verifier that knows the answer classes of the script. */
  private static final class Scripted implements Convergence.Listener {
    final List<VerifierQuestion> open = new ArrayList<>();
    final List<String> settled = new ArrayList<>();
    private Convergence rule;

    void answerAtOnce(Convergence convergence) {
      rule = convergence;
    }

    static Optional<Verdict> verdict(VerifierQuestion question) {
      if (question.first().equals("?") || question.second().equals("?")) {
        return Optional.empty();
      }
      if (question.kind() == VerifierQuestion.Kind.STATES_ANSWER) {
        return question.first().equals("-") ? NO : YES;
      }
      String first = question.first().toUpperCase(Locale.ROOT);
      return first.equals(question.second().toUpperCase(Locale.ROOT)) ? YES : NO;
    }

    @Override
    public void ask(VerifierQuestion question) {
      if (rule == null) {
        open.add(question);
      } else {
        rule.onVerdict(question.id(), verdict(question));
      }
    }

    @Override
    public void onSettled(String excerpt) {
      settled.add(excerpt);
    }

    @Override
    public void onUnsettled() {
      throw new AssertionError("the faithful rule never takes a decision back");
    }
  }
}
