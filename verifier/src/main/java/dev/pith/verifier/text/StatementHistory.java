package dev.pith.verifier.text;

import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import dev.pith.verifier.text.Cues.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trace has stated so far, in numbers and at most {@value #MAX_ANSWERS} answers. Not
 * thread-safe.
 */
final class StatementHistory {
  static final int MAX_ANSWERS = 16;
  private static final int RECENT = 5;

  /** Statements of equal answers. */
  private static final class Known {
    final String answer;
    final long firstAtToken;
    int plain;
    int weak;
    int all;
    long lastStrongAtToken = -1;

    Known(String answer, long firstAtToken) {
      this.answer = answer;
      this.firstAtToken = firstAtToken;
    }
  }

  private final String question;
  private final List<Known> answers = new ArrayList<>();
  private final List<Known> recent = new ArrayList<>();
  private boolean lastStrong;
  private int statements;

  StatementHistory(String question) {
    this.question = question;
  }

  /** Adds the cues of the next statement, and remembers it. */
  void addTo(Cues cues, CandidateAnswer candidate, long atToken) {
    @Nullable Known found = find(candidate.text());
    Known same = found == null ? new Known(candidate.text(), atToken) : found;
    cues.add(
        Kind.POSITION,
        Cues.step((double) atToken, 100, 200, 300, 500, 800, 1300, 2000, 3500, 6000));
    cues.add(Kind.EQUAL_PLAIN, Math.min(3, same.plain));
    cues.add(Kind.EQUAL_WEAK, Math.min(3, same.weak));
    cues.add(
        Kind.EQUAL_SINCE,
        6 * Math.min(4, same.plain + same.weak)
            + Cues.step((double) (atToken - same.firstAtToken), 64, 200, 400, 800, 1600));
    addOthers(cues, same, atToken);
    cues.add(Kind.RECENT, (int) recent.stream().filter(one -> one == same).count());
    cues.add(
        Kind.PREVIOUS,
        recent.isEmpty()
            ? 9
            : (lastStrong ? 2 : 0) + (recent.get(recent.size() - 1) == same ? 1 : 0));
    remember(same, candidate, atToken);
  }

  private void addOthers(Cues cues, Known same, long atToken) {
    int strong = 0;
    long last = -1;
    for (Known other : answers) {
      if (other != same && other.lastStrongAtToken >= 0) {
        strong++;
        last = Math.max(last, other.lastStrongAtToken);
      }
    }
    cues.add(Kind.OTHER_PLAIN, Math.min(3, strong));
    cues.add(
        Kind.SINCE_OTHER,
        strong == 0 ? 9 : Cues.step((double) (atToken - last), 100, 300, 800, 2000));
    cues.add(Kind.OTHERS, Cues.step(statements - same.all, 1, 2, 4, 8, 16, 32));
  }

  private @Nullable Known find(String answer) {
    for (Known known : answers) {
      if (AnswerEquivalence.compare(known.answer, answer, question) == Agreement.EQUAL) {
        return known;
      }
    }
    return null;
  }

  private void remember(Known same, CandidateAnswer candidate, long atToken) {
    lastStrong = candidate.strength() == Strength.STRONG;
    statements++;
    same.all++;
    if (!lastStrong) {
      same.weak++;
    } else {
      same.plain += candidate.hedged() ? 0 : 1;
      same.lastStrongAtToken = atToken;
    }
    answers.remove(same);
    answers.add(0, same);
    if (answers.size() > MAX_ANSWERS) {
      answers.remove(MAX_ANSWERS);
    }
    recent.add(same);
    if (recent.size() > RECENT) {
      recent.remove(0);
    }
  }
}
