package dev.pith.eval.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatedCutsTest {

  private static final Problem PROBLEM =
      Worlds.draw(Family.QUANTITY, 2, Split.TEST, new SplittableRandom(1));
  private static final String WRONG = "1 + 1 = 3. So the answer is 1234.";
  private static final String RIGHT = "Wait. So the answer is " + PROBLEM.answer() + ".";
  private static final String AGAIN = "Yes, the answer is " + PROBLEM.answer() + ".";

  @Test
  void first_wrongAnswerThatIsRepairedLater_isWrongAndShort() {
    LiveAnswer first = StatedCuts.first(full(String.join("\n\n", WRONG, RIGHT, AGAIN)));

    assertThat(first.right()).isFalse();
    assertThat(first.thinkingTokens()).isLessThan(60).isGreaterThan(20);
    assertThat(first.totalTokens()).isCloseTo(first.thinkingTokens() + 8, within(1e-9));
  }

  @Test
  void first_planThatNamesSomebody_isNoAnswerYet() {
    Problem ordering = Worlds.draw(Family.ORDERING, 2, Split.TEST, new SplittableRandom(1));
    String plan = ordering.solution().plan();
    String answer = "So the answer is " + ordering.answer() + ".";
    String text = plan + "\n\n" + answer + "\n\n" + answer;

    LiveAnswer first =
        StatedCuts.first(new LiveAnswer(ordering, text, false, false, 100, 0, 108, 1));

    assertThat(first.right()).isTrue();
    assertThat(first.thinkingTokens()).isGreaterThan(100.0 * plan.length() / text.length());
  }

  @Test
  void settled_endsWhereTheLastAnswerWasFirstStated() {
    String text = String.join("\n\n", WRONG, RIGHT, AGAIN);

    LiveAnswer settled = StatedCuts.settled(full(text));

    int end = text.indexOf("\n\n" + AGAIN);
    assertThat(settled.right()).isTrue();
    assertThat(settled.thinkingTokens())
        .isCloseTo(100.0 * end / text.length(), within(100.0 * 3 / text.length()));
  }

  @Test
  void cuts_withoutAnyAnswer_keepAll() {
    LiveAnswer silent = full("I do not know yet");

    assertThat(StatedCuts.first(silent)).isEqualTo(silent);
    assertThat(StatedCuts.settled(silent).thinkingTokens()).isEqualTo(100);
    LiveAnswer none = full("");
    assertThat(StatedCuts.first(none)).isSameAs(none);
    assertThat(StatedCuts.settled(none)).isSameAs(none);
  }

  private static LiveAnswer full(String thinking) {
    return new LiveAnswer(PROBLEM, thinking, true, false, 100, 0, 108, 1);
  }
}
