package dev.pith.verifier.trim;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stopping rule of TrimR, Algorithm 1: the answer has settled when enough comparisons of
 * consecutive answer-bearing thoughts in a row were equal.
 */
final class FaithfulConvergence implements Convergence {

  /*
   * Only thoughts that state an answer are compared (the set S* of the paper); the others leave the
   * counter alone. A verifier that abstains makes its thought invisible: an abstention is not a No.
   *
   * TrimR, Algorithm 1. https://arxiv.org/abs/2505.17155
   */

  private static final class Waiting {
    final String tail;
    int question;
    boolean compared;
    boolean answered;
    @Nullable Boolean yes;

    Waiting(String tail) {
      this.tail = tail;
    }
  }

  private final TrimSettings settings;
  private final Listener listener;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable String lastAnswerBearing;
  private int asked;
  private int equalInARow;
  private int statements;
  private Abstention abstention = Abstention.NO_ANSWER;
  private boolean draining;

  FaithfulConvergence(TrimSettings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  @Override
  public void onThought(Thought thought, long atToken) {
    Waiting next = new Waiting(thought.tail());
    waiting.addLast(next);
    if (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
    }
    ask(next, VerifierQuestion.Kind.STATES_ANSWER, next.tail, "");
    drain();
  }

  @Override
  public void onVerdict(int questionId, Optional<Verdict> verdict) {
    Convergence.requireAsked(questionId, asked);
    for (Waiting thought : waiting) {
      if (thought.question == questionId) {
        double margin =
            thought.compared ? settings.equivalenceMargin() : settings.existenceMargin();
        thought.yes = Convergence.read(verdict, margin);
        thought.answered = true;
      }
    }
    drain();
  }

  @Override
  public int statements() {
    return statements;
  }

  @Override
  public Abstention abstention() {
    return abstention;
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (!waiting.isEmpty() && waiting.peekFirst().answered) {
      step(waiting.peekFirst());
    }
    draining = false;
  }

  private void step(Waiting head) {
    boolean yes = head.yes != null && head.yes;
    if (head.compared) {
      waiting.removeFirst();
      compared(head);
    } else if (!yes) {
      waiting.removeFirst();
    } else if (lastAnswerBearing == null) {
      waiting.removeFirst();
      statements++;
      abstention = Abstention.TOO_FEW;
      lastAnswerBearing = head.tail;
    } else {
      statements++;
      head.compared = true;
      head.answered = false;
      ask(head, VerifierQuestion.Kind.SAME_ANSWER, lastAnswerBearing, head.tail);
    }
  }

  private void compared(Waiting head) {
    if (head.yes == null) {
      abstention = Abstention.UNDECIDED;
      return;
    }
    lastAnswerBearing = head.tail;
    equalInARow = head.yes ? equalInARow + 1 : 0;
    abstention = head.yes ? Abstention.TOO_FEW : Abstention.DISAGREE;
    if (equalInARow >= settings.equalInARow()) {
      listener.onSettled(head.tail);
    }
  }

  private void ask(Waiting thought, VerifierQuestion.Kind kind, String first, String second) {
    // The id is set before asking: the verdict may come before the call returns.
    thought.question = ++asked;
    listener.ask(new VerifierQuestion(asked, kind, first, second));
  }
}
