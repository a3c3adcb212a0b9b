package dev.pith.verifier.trim;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pith's stopping rule: rules read the answers, a vote over the last statements decides, and a
 * verifier is asked only what the rules cannot tell.
 *
 * <p>A plainly stated answer counts without asking. A value that may be the answer is put to the
 * verifier. Two answers are compared by rule; only an undecided pair is put to the verifier, and
 * counts as different until it says otherwise: that can delay a cut, but not cause one.
 */
final class VoteConvergence implements Convergence {

  /** How many different answers are remembered; an older one counts as new when it comes back. */
  private static final int MAX_CLASSES = 16;

  /** An answer that was stated, with the excerpt that stated it last. */
  private record AnswerClass(int id, String answer, String excerpt) {}

  private static final class Waiting {
    final String excerpt;
    final CandidateAnswer candidate;
    final long atToken;
    int question;
    boolean exists;
    boolean answered;
    @Nullable Boolean yes;
    @Nullable AnswerClass comparing;
    final List<AnswerClass> undecided = new ArrayList<>();

    Waiting(String excerpt, CandidateAnswer candidate, long atToken) {
      this.excerpt = excerpt;
      this.candidate = candidate;
      this.atToken = atToken;
    }
  }

  private final TrimSettings settings;
  private final String question;
  private final Listener listener;
  private final WindowedVote vote;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<AnswerClass> classes = new ArrayList<>();
  private int asked;
  private int nextClass;
  private int settledClass = -1;
  private int statements;
  private Abstention abstention = Abstention.NO_ANSWER;
  private boolean draining;

  VoteConvergence(TrimSettings settings, String question, Listener listener) {
    this.settings = settings;
    this.question = question;
    this.listener = listener;
    vote = new WindowedVote(settings);
  }

  @Override
  public void onThought(Thought thought, long atToken) {
    Optional<CandidateAnswer> candidate = AnswerExtractor.inExcerpt(question, thought.tail());
    if (candidate.isEmpty()) {
      return;
    }
    Waiting next = new Waiting(thought.tail(), candidate.get(), atToken);
    waiting.addLast(next);
    if (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
    }
    if (next.candidate.strength() == CandidateAnswer.Strength.STRONG) {
      next.exists = true;
      next.answered = true;
    } else {
      ask(next, VerifierQuestion.Kind.STATES_ANSWER, next.excerpt, "");
    }
    drain();
  }

  @Override
  public void onVerdict(int questionId, Optional<Verdict> verdict) {
    Convergence.requireAsked(questionId, asked);
    for (Waiting thought : waiting) {
      if (thought.question == questionId && !thought.answered) {
        double margin = thought.exists ? settings.equivalenceMargin() : settings.existenceMargin();
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
    if (!head.exists) {
      if (head.yes == null || !head.yes) {
        waiting.removeFirst();
        return;
      }
      head.exists = true;
    } else if (head.comparing != null) {
      if (head.yes != null && head.yes) {
        state(head, head.comparing);
        return;
      }
      head.undecided.remove(0);
    }
    if (head.comparing == null) {
      for (AnswerClass known : classes) {
        Agreement agreement =
            AnswerEquivalence.compare(known.answer(), head.candidate.text(), question);
        if (agreement == Agreement.EQUAL) {
          state(head, known);
          return;
        }
        if (agreement == Agreement.UNDECIDED) {
          head.undecided.add(known);
        }
      }
    }
    if (head.undecided.isEmpty()) {
      state(head, null);
      return;
    }
    head.comparing = head.undecided.get(0);
    head.answered = false;
    ask(head, VerifierQuestion.Kind.SAME_ANSWER, head.comparing.excerpt(), head.excerpt);
  }

  /** Puts the statement of the first thought to the vote; null is an answer not seen before. */
  private void state(Waiting head, @Nullable AnswerClass known) {
    waiting.removeFirst();
    statements++;
    int id = known == null ? nextClass++ : known.id();
    classes.remove(known);
    classes.add(0, new AnswerClass(id, head.candidate.text(), head.excerpt));
    if (classes.size() > MAX_CLASSES) {
      classes.remove(MAX_CLASSES);
    }
    if (settledClass >= 0 && settledClass != id) {
      settledClass = -1;
      listener.onUnsettled();
    }
    Optional<Abstention> why = vote.state(id, head.candidate.hedged(), head.atToken);
    if (why.isPresent()) {
      abstention = why.get();
    } else if (settledClass < 0) {
      settledClass = id;
      listener.onSettled(head.excerpt);
    }
  }

  private void ask(Waiting thought, VerifierQuestion.Kind kind, String first, String second) {
    // The id is set before asking: the verdict may come before the call returns.
    thought.question = ++asked;
    listener.ask(new VerifierQuestion(asked, kind, first, second));
  }
}
