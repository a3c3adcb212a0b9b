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
 * <p>A plainly stated answer counts without asking. A value that may only be an intermediate result
 * counts when the same value is stated as the answer, before it or after it; else the verifier is
 * asked. Two answers are compared by rule; only an undecided pair is put to the verifier, and
 * counts as different until it says otherwise: that can delay a cut, but not cause one.
 */
final class VoteConvergence implements Convergence {

  /** How many different answers are remembered; an older one counts as new when it comes back. */
  private static final int MAX_CLASSES = 16;

  /** An answer that was stated, with the excerpt that stated it last. */
  private record AnswerClass(int id, String answer, String excerpt) {}

  /** What the verifier was asked about a thought. */
  private enum Stage {
    UNREAD,
    EXISTENCE,
    EQUIVALENCE
  }

  /** A thought whose answer is being placed. */
  private static final class Waiting extends VerdictQueue.Entry {
    final String excerpt;
    final CandidateAnswer candidate;
    final long atToken;
    final double probability;
    final List<AnswerClass> undecided = new ArrayList<>();
    Stage stage = Stage.UNREAD;

    Waiting(String excerpt, CandidateAnswer candidate, long atToken, double probability) {
      this.excerpt = excerpt;
      this.candidate = candidate;
      this.atToken = atToken;
      this.probability = probability;
    }
  }

  private final TrimSettings settings;
  private final String question;
  private final AnswerExtractor answers;
  private final Listener listener;
  private final StoppingScore score;
  private final WindowedVote vote;
  private final VerdictQueue<Waiting> waiting;
  private final List<AnswerClass> classes = new ArrayList<>();
  private final Deque<Waiting> results = new ArrayDeque<>();
  private long lastStatedAtToken = -1;
  private int nextClass;
  private int settledClass = -1;
  private int statements;
  private Abstention abstention = Abstention.NO_ANSWER;

  VoteConvergence(TrimSettings settings, String question, Listener listener) {
    this(settings, question, listener, StoppingScore.NONE);
  }

  VoteConvergence(TrimSettings settings, String question, Listener listener, StoppingScore score) {
    this.settings = settings;
    this.question = question;
    answers = new AnswerExtractor(question);
    this.listener = listener;
    this.score = score;
    vote = new WindowedVote(settings);
    waiting = new VerdictQueue<>(listener, this::step);
  }

  @Override
  public void onThought(Thought thought, long atToken) {
    Optional<CandidateAnswer> candidate = answers.inExcerpt(thought.tail());
    if (candidate.isEmpty()) {
      return;
    }
    double probability = score.next(thought.tail(), candidate.get(), atToken);
    if (isWeak(candidate.get()) && candidate.get().hedged()) {
      return;
    }
    waiting.add(new Waiting(thought.tail(), candidate.get(), atToken, probability));
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
    switch (head.stage) {
      case UNREAD -> {
        @Nullable AnswerClass equal = compareByRule(head);
        if (equal != null) {
          state(head, equal);
        } else if (isWeak(head.candidate)) {
          ask(head, Stage.EXISTENCE, VerifierQuestion.Kind.STATES_ANSWER, head.excerpt, "");
        } else {
          compareByVerifier(head);
        }
      }
      case EXISTENCE -> {
        if (isYes(head, settings.existenceMargin())) {
          compareByVerifier(head);
        } else {
          waiting.removeFirst();
          remember(head);
        }
      }
      case EQUIVALENCE -> {
        AnswerClass compared = head.undecided.remove(0);
        if (isYes(head, settings.equivalenceMargin())) {
          state(head, compared);
        } else {
          compareByVerifier(head);
        }
      }
    }
  }

  /** Returns the known answer that is equal by rule, and notes those that the rules leave open. */
  private @Nullable AnswerClass compareByRule(Waiting head) {
    for (AnswerClass known : classes) {
      Agreement agreement =
          AnswerEquivalence.compare(known.answer(), head.candidate.text(), question);
      if (agreement == Agreement.EQUAL) {
        return known;
      }
      if (agreement == Agreement.UNDECIDED) {
        head.undecided.add(known);
      }
    }
    return null;
  }

  private void compareByVerifier(Waiting head) {
    if (head.undecided.isEmpty()) {
      state(head, null);
    } else {
      ask(
          head,
          Stage.EQUIVALENCE,
          VerifierQuestion.Kind.SAME_ANSWER,
          head.undecided.get(0).excerpt(),
          head.excerpt);
    }
  }

  private void remember(Waiting result) {
    results.addLast(result);
    if (results.size() > settings.resultsRemembered()) {
      results.removeFirst();
    }
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
    if (known == null) {
      earlierResult(head).ifPresent(result -> vote.state(id, false, result.atToken));
    }
    lastStatedAtToken = head.atToken;
    Optional<Abstention> why = vote.state(id, head.candidate.hedged(), head.atToken);
    boolean certain = score.stops(head.candidate, head.probability);
    if (why.isPresent() && !certain) {
      abstention = why.get();
    } else if (!certain && !score.trusts(head.probability)) {
      abstention = Abstention.UNSURE;
    } else if (settledClass < 0) {
      settledClass = id;
      listener.onSettled(head.excerpt);
    }
  }

  /** Returns the result since the last statement that this answer, stated now, was derived as. */
  private Optional<Waiting> earlierResult(Waiting stated) {
    return results.stream()
        .filter(result -> result.atToken > lastStatedAtToken)
        .filter(result -> stated.atToken - result.atToken >= settings.resultGapTokens())
        .filter(
            result ->
                AnswerEquivalence.compare(
                        result.candidate.text(), stated.candidate.text(), question)
                    == Agreement.EQUAL)
        .findFirst();
  }

  private void ask(
      Waiting thought, Stage stage, VerifierQuestion.Kind kind, String first, String second) {
    thought.stage = stage;
    waiting.ask(thought, kind, first, second);
  }

  private static boolean isYes(Waiting thought, double margin) {
    return Boolean.TRUE.equals(Convergence.read(thought.verdict(), margin));
  }

  private static boolean isWeak(CandidateAnswer candidate) {
    return candidate.strength() == CandidateAnswer.Strength.WEAK;
  }
}
