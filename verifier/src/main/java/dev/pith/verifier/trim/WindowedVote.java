package dev.pith.verifier.trim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the last statements of an answer whether the answer has settled.
 *
 * <p>A statement names a class (statements of equal answers share it), may be hedged, and has a
 * position. A hedged statement does not vote, but counts as dissent against every other class.
 * Holds the last {@code voteWindow} statements.
 */
final class WindowedVote {

  /*
   * TrimR [1] counts equal comparisons in a row, so that A A B A A never triggers. Here the last W
   * statements vote; the last one that differs must be outvoted by later ones.
   *
   * [1] https://arxiv.org/abs/2505.17155
   */

  private record Statement(int answerClass, boolean hedged, long atToken) {}

  private final TrimSettings settings;
  private final Deque<Statement> window = new ArrayDeque<>();
  private long changedAtToken;

  WindowedVote(TrimSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes the next statement.
   *
   * @param answerClass class of the stated answer
   * @param hedged whether the statement doubts itself
   * @param atToken position in the trace, not before that of an earlier statement
   * @return empty when the answer has settled, else why it has not
   */
  Optional<Abstention> state(int answerClass, boolean hedged, long atToken) {
    remember(answerClass, hedged, atToken);
    if (hedged) {
      return Optional.of(Abstention.HEDGED);
    }
    int votes = 0;
    int votesAfterDissent = 0;
    boolean dissent = false;
    for (Statement statement : window) {
      if (statement.answerClass() != answerClass) {
        dissent = true;
        votesAfterDissent = 0;
      } else if (!statement.hedged()) {
        votes++;
        votesAfterDissent++;
      }
    }
    if (votes < settings.votesNeeded()) {
      return Optional.of(dissent ? Abstention.DISAGREE : Abstention.TOO_FEW);
    }
    if (dissent && votesAfterDissent < settings.votesAfterDissent()) {
      return Optional.of(Abstention.DISAGREE);
    }
    if (atToken < settings.minThinkingTokens()) {
      return Optional.of(Abstention.BELOW_FLOOR);
    }
    if (atToken - changedAtToken < settings.revisionCooldownTokens()) {
      return Optional.of(Abstention.COOLDOWN);
    }
    return Optional.empty();
  }

  private void remember(int answerClass, boolean hedged, long atToken) {
    @Nullable Statement last = window.peekLast();
    if (last == null || last.answerClass() != answerClass) {
      changedAtToken = atToken;
    }
    if (last != null
        && last.answerClass() == answerClass
        && atToken - last.atToken() < settings.minCheckGapTokens()) {
      // The same conclusion said twice is one vote; its place stays, its doubt is renewed.
      window.removeLast();
      window.addLast(new Statement(answerClass, hedged, last.atToken()));
      return;
    }
    window.addLast(new Statement(answerClass, hedged, atToken));
    if (window.size() > settings.voteWindow()) {
      window.removeFirst();
    }
  }
}
