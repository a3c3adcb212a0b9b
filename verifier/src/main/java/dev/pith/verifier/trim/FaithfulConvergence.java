package dev.pith.verifier.trim;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
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

  private static final class Waiting extends VerdictQueue.Entry {
    final String tail;
    boolean compared;

    Waiting(String tail) {
      this.tail = tail;
    }
  }

  private final TrimSettings settings;
  private final Listener listener;
  private final VerdictQueue<Waiting> waiting;
  private @Nullable String lastAnswerBearing;
  private int equalInARow;
  private int statements;
  private Abstention abstention = Abstention.NO_ANSWER;

  FaithfulConvergence(TrimSettings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
    waiting = new VerdictQueue<>(listener, this::step);
  }

  @Override
  public void onThought(Thought thought, long atToken) {
    Waiting next = new Waiting(thought.tail());
    waiting.add(next);
    waiting.ask(next, VerifierQuestion.Kind.STATES_ANSWER, next.tail, "");
    waiting.drain();
  }

  @Override
  public void onVerdict(int questionId, Optional<Verdict> verdict) {
    waiting.onVerdict(questionId, verdict);
  }

  @Override
  public int statements() {
    return statements;
  }

  @Override
  public Abstention abstention() {
    return abstention;
  }

  private void step(Waiting head) {
    if (head.compared) {
      waiting.removeFirst();
      compared(head);
      return;
    }
    @Nullable Boolean exists = Convergence.read(head.verdict(), settings.existenceMargin());
    if (exists == null || !exists) {
      waiting.removeFirst();
      return;
    }
    statements++;
    if (lastAnswerBearing == null) {
      waiting.removeFirst();
      abstention = Abstention.TOO_FEW;
      lastAnswerBearing = head.tail;
    } else {
      head.compared = true;
      waiting.ask(head, VerifierQuestion.Kind.SAME_ANSWER, lastAnswerBearing, head.tail);
    }
  }

  private void compared(Waiting head) {
    @Nullable Boolean equal = Convergence.read(head.verdict(), settings.equivalenceMargin());
    if (equal == null) {
      abstention = Abstention.UNDECIDED;
      return;
    }
    lastAnswerBearing = head.tail;
    equalInARow = equal ? equalInARow + 1 : 0;
    abstention = equal ? Abstention.TOO_FEW : Abstention.DISAGREE;
    if (equalInARow >= settings.equalInARow()) {
      listener.onSettled(head.tail);
    }
  }
}
