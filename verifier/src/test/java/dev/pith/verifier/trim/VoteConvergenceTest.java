package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VoteConvergenceTest {
  private static final TrimSettings NO_FLOORS =
      TrimSettings.pith()
          .with("min-thinking-tokens", "0")
          .with("revision-cooldown-tokens", "0")
          .with("min-check-gap-tokens", "0")
          .with("result-gap-tokens", "1")
          .with("votes-needed", "3");

  private final Recorder out = new Recorder();
  private final VoteConvergence rule = new VoteConvergence(NO_FLOORS, "", out);
  private int thoughts;

  @Test
  void onThought_plainEqualAnswers_settlesWithoutAsking() {
    think("So the answer is 42.", "The answer is \\boxed{42}.", "Hence the final answer is 42.0.");

    assertThat(out.events).containsExactly("settled: Hence the final answer is 42.0.");
  }

  @Test
  void onThought_textWithoutAnswer_asksNothing() {
    think("Let me set up the equations first.", "I should draw a picture of the triangle.");

    assertThat(out.events).isEmpty();
    assertThat(rule.abstention()).isEqualTo(Abstention.NO_ANSWER);
  }

  @Test
  void onThought_resultEqualToAStatedAnswer_confirmsItWithoutAsking() {
    think("So the answer is 42.", "6 * 7 = 42", "40 + 2 = 42");

    assertThat(out.events).containsExactly("settled: 40 + 2 = 42");
  }

  @Test
  void onThought_otherResult_asksAndCountsOnYes() {
    think("6 * 7 = 42");
    assertThat(out.events).containsExactly("ask 1: STATES_ANSWER [6 * 7 = 42] []");

    rule.onVerdict(1, Optional.of(Verdict.certain(true)));

    assertThat(rule.statements()).isEqualTo(1);
  }

  @Test
  void onThought_otherResult_isNoStatementOnNoAndOnAbstention() {
    think("The answer is 41.", "6 * 7 = 42", "40 + 2 = 42");

    rule.onVerdict(1, Optional.of(Verdict.certain(false)));
    rule.onVerdict(2, Optional.empty());

    assertThat(rule.statements()).isEqualTo(1);
    assertThat(rule.abstention()).isEqualTo(Abstention.TOO_FEW);
  }

  @Test
  void onThought_resultThatIsStatedLater_countsAsAVote() {
    think("6 * 7 = 42");
    rule.onVerdict(1, Optional.empty());

    think("So the answer is 42.", "Hence the answer is 42.");

    assertThat(out.events).last().isEqualTo("settled: Hence the answer is 42.");
  }

  @Test
  void onThought_resultStatedAtOnce_isNotAVote() {
    VoteConvergence distant =
        new VoteConvergence(NO_FLOORS.with("result-gap-tokens", "300"), "", out);
    distant.onThought(new Thought(0, 0, 9, "6 * 7 = 42"), 100);
    distant.onVerdict(1, Optional.empty());

    distant.onThought(new Thought(1, 10, 19, "So the answer is 42."), 399);
    distant.onThought(new Thought(2, 20, 29, "Hence the answer is 42."), 450);

    assertThat(out.events).noneMatch(event -> event.startsWith("settled"));
  }

  @Test
  void onThought_resultBeforeAnotherAnswer_isNotAVote() {
    think("6 * 7 = 42");
    rule.onVerdict(1, Optional.empty());

    think("So the answer is 41.", "No, the answer is 42.", "The answer is 42.");

    assertThat(out.events).noneMatch(event -> event.startsWith("settled"));
  }

  @Test
  void onThought_doubtedResult_isNeitherAskedAboutNorCounted() {
    think("The answer is 42.", "Maybe 6 * 7 = 42?");

    assertThat(out.events).isEmpty();
    assertThat(rule.statements()).isEqualTo(1);
  }

  @Test
  void onThought_undecidedAnswers_asksWhetherTheyAgree() {
    think("The answer is x^2+2x+1.", "The answer is (x+1)^2.");
    assertThat(out.events)
        .containsExactly("ask 1: SAME_ANSWER [The answer is x^2+2x+1.] [The answer is (x+1)^2.]");

    rule.onVerdict(1, Optional.of(Verdict.certain(true)));
    think("The answer is (x+1)^2.");

    assertThat(out.events).last().isEqualTo("settled: The answer is (x+1)^2.");
  }

  @Test
  void onThought_undecidedAndVerifierAbstains_countsAsDissent() {
    think("The answer is 42.", "The answer is 42.", "The answer is x+1.", "The answer is 42.");

    rule.onVerdict(1, Optional.empty());

    assertThat(out.events).noneMatch(event -> event.startsWith("settled"));
    assertThat(rule.abstention()).isEqualTo(Abstention.DISAGREE);
  }

  @Test
  void onThought_otherAnswerAfterSettling_takesItBack() {
    think("The answer is 42.", "The answer is 42.", "The answer is 42.", "The answer is 43.");

    assertThat(out.events).containsExactly("settled: The answer is 42.", "unsettled");
  }

  @Test
  void onThought_whileAVerdictIsAwaited_keepsTheOrderOfTheThoughts() {
    think("6 * 7 = 42", "The answer is 43.", "The answer is 42.", "So the answer is 42.");
    assertThat(out.events).hasSize(1);

    rule.onVerdict(1, Optional.of(Verdict.certain(true)));

    assertThat(rule.statements()).isEqualTo(4);
    assertThat(out.events).last().isEqualTo("settled: So the answer is 42.");
  }

  @Test
  void onThought_verdictNeverComes_holdsABoundedNumber() {
    think("6 * 7 = 42");
    for (int i = 0; i < 10 * VerdictQueue.MAX_WAITING; i++) {
      think("The answer is 42.");
    }

    rule.onVerdict(1, Optional.of(Verdict.certain(true)));

    assertThat(out.events).last().isEqualTo("settled: The answer is 42.");
    assertThat(rule.statements()).isLessThanOrEqualTo(10 * VerdictQueue.MAX_WAITING);
  }

  private void think(String... texts) {
    for (String text : texts) {
      rule.onThought(new Thought(thoughts, 100L * thoughts, 100L * thoughts + 99, text), thoughts);
      thoughts++;
    }
  }

  private static final class Recorder implements Convergence.Listener {
    final List<String> events = new ArrayList<>();
    final List<VerifierQuestion> open = new ArrayList<>();

    @Override
    public void ask(VerifierQuestion question) {
      open.add(question);
      events.add(
          "ask %d: %s [%s] [%s]"
              .formatted(question.id(), question.kind(), question.first(), question.second()));
    }

    @Override
    public void onSettled(String excerpt) {
      events.add("settled: " + excerpt);
    }

    @Override
    public void onUnsettled() {
      events.add("unsettled");
    }
  }
}
