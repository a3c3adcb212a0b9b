package dev.pith.plugin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrimSessionTest {

  private static final TrimSettings FAITHFUL =
      TrimSettings.faithful().with("min-thought-tokens", "1");

  private static final String THOUGHT = "It is plain that the answer is 12.\n\nWait, let me see. ";

  private final AtomicInteger failures = new AtomicInteger();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Deque<CompletableFuture<Optional<Verdict>>> open = new ArrayDeque<>();

  /** Answers every question the same way. */
  private interface Answer {
    CompletionStage<Optional<Verdict>> get();
  }

  @Test
  void onThinking_verdictsAtOnce_cutComesOnceAndInsideThePiece() {
    TrimSession session = session(FAITHFUL, () -> yes(7));

    Optional<Cut> cut = Optional.empty();
    int pieces = 0;
    while (cut.isEmpty() && pieces < 20) {
      cut = session.onThinking(THOUGHT);
      pieces++;
    }
    Optional<Cut> again = session.onThinking(THOUGHT);

    assertThat(cut).map(Cut::reason).contains(CutReason.OVERTHINKING);
    assertThat(cut.orElseThrow().atChar())
        .isBetween((long) (pieces - 1) * THOUGHT.length(), (long) pieces * THOUGHT.length());
    assertThat(again).isEmpty();
    assertThat(session.cut()).isEqualTo(cut);
    assertThat(session.verifierTokens().orElseThrow()).isPositive();
    assertThat(session.chars()).isEqualTo((long) (pieces + 1) * THOUGHT.length());
    assertThat(tasks).isEmpty();
  }

  @Test
  void onThinking_lateVerdicts_cutComesWithThePieceAfterThem() {
    TrimSession session = sessionWithOpenQuestions();

    answerEverything();
    Optional<Cut> cut = session.onThinking(THOUGHT);

    assertThat(cut).map(Cut::reason).contains(CutReason.OVERTHINKING);
  }

  @Test
  void onThinking_verdictFromAnotherThread_waitsForTheExecutor() {
    TrimSession session = sessionWithOpenQuestions();

    open.forEach(question -> question.complete(Optional.of(Verdict.certain(true))));

    assertThat(tasks).isNotEmpty();
    assertThat(session.onThinking(THOUGHT)).as("no task has run").isEmpty();
  }

  @Test
  void onEnd_verdictAfterIt_isIgnored() {
    TrimSession session = sessionWithOpenQuestions();

    session.onEnd();
    assertThat(session.verifierTokens()).as("questions are open").isEmpty();
    answerEverything();

    assertThat(session.verifierTokens()).hasValue(0);
    assertThat(session.onThinking(THOUGHT)).isEmpty();
    assertThat(session.cut()).isEmpty();
    assertThat(failures).hasValue(0);
  }

  @Test
  void verifierTokens_priceOfOneQuestionUnknown_isUnknown() {
    TrimSession session =
        session(
            FAITHFUL,
            () ->
                CompletableFuture.completedFuture(
                    Optional.of(Verdict.abstention(OptionalLong.empty()))));

    for (int i = 0; i < 6; i++) {
      assertThat(session.onThinking(THOUGHT)).isEmpty();
    }

    assertThat(session.verifierTokens()).isEmpty();
  }

  @Test
  void onThinking_verifierThatIsNotGuarded_traceRunsOnUntrimmed() {
    TrimSession session =
        session(
            FAITHFUL,
            () -> {
              throw new IllegalStateException("not guarded");
            });

    for (int i = 0; i < 20; i++) {
      assertThat(session.onThinking(THOUGHT)).isEmpty();
    }
    session.onEnd();

    assertThat(failures).hasValue(1);
    assertThat(session.summary()).isEmpty();
    assertThat(session.chars()).isEqualTo(20L * THOUGHT.length());
  }

  @Test
  void onThinking_budget_needsNoVerifier() {
    TrimSession session =
        session(TrimSettings.pith().with("thinking-budget-tokens", "10"), this::later);

    Optional<Cut> cut =
        session.onThinking("One sentence of text. Two sentences of text. ".repeat(3));

    assertThat(cut).map(Cut::reason).contains(CutReason.BUDGET);
  }

  private TrimSession sessionWithOpenQuestions() {
    TrimSession session = session(FAITHFUL, this::later);
    for (int i = 0; i < 6; i++) {
      assertThat(session.onThinking(THOUGHT)).isEmpty();
    }
    assertThat(open).isNotEmpty();
    return session;
  }

  private TrimSession session(TrimSettings settings, Answer answer) {
    Verifier verifier =
        new Verifier() {
          @Override
          public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
            return answer.get();
          }

          @Override
          public CompletionStage<Optional<Verdict>> sameAnswer(
              String question, String first, String second) {
            return answer.get();
          }
        };
    return new TrimSession(
        settings,
        "What is 3*4?",
        OptionalLong.empty(),
        verifier,
        tasks::add,
        failures::incrementAndGet);
  }

  private void answerEverything() {
    while (!open.isEmpty() || !tasks.isEmpty()) {
      if (!open.isEmpty()) {
        open.remove().complete(Optional.of(Verdict.certain(true)));
      }
      if (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }
  }

  private CompletionStage<Optional<Verdict>> later() {
    open.add(new CompletableFuture<>());
    return open.getLast();
  }

  private static CompletionStage<Optional<Verdict>> yes(long promptTokens) {
    return CompletableFuture.completedFuture(Optional.of(new Verdict(1.0, promptTokens)));
  }
}
