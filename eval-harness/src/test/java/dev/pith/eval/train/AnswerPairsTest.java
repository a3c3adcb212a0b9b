package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AnswerPairsTest {
  private static final Pattern STATED =
      Pattern.compile("answer (?:is|should be) (.+?)\\.(?: |\\n|<)");

  @Test
  void draw_everyPair_labelFollowsFromTheText() {
    List<String> labels = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      List<Piece> pieces = AnswerPairs.draw(Split.TRAIN, new SplittableRandom(seed));
      for (int i = 0; i < pieces.size(); i++) {
        if (pieces.get(i).weight() != Weight.VERDICT) {
          continue;
        }
        String asked = pieces.get(i - 1).text();
        List<String> answers = answers(asked);
        String label = pieces.get(i).text();

        assertThat(answers).as(asked).hasSize(2);
        assertThat(label).as(asked).isEqualTo(answers.get(0).equals(answers.get(1)) ? "Yes" : "No");
        labels.add(label);
      }
    }
    assertThat(labels.stream().filter("Yes"::equals).count())
        .as("as many of each, of %s", labels.size())
        .isBetween(labels.size() * 45L / 100, labels.size() * 55L / 100);
  }

  @Test
  void turn_twoExcerpts_areAskedAboutWithoutAProblem() {
    List<Piece> pieces = AnswerPairs.turn(List.of("It is 4.", "It is 5."), false);

    assertThat(pieces.get(0).text())
        .startsWith("\n<|im_start|>user\nFirst: It is 4.\n\nSecond: It is 5.\n\nDo both give");
    assertThat(pieces).extracting(Piece::weight).endsWith(Weight.VERDICT, Weight.ANSWER);
    assertThat(pieces.get(1).text()).isEqualTo("No");
  }

  /** Reads the two answers of a bare pair, or of two statements. */
  private static List<String> answers(String asked) {
    return asked.contains("First: ")
        ? STATED.matcher(asked).results().map(found -> found.group(1)).toList()
        : List.of(asked.strip().split(", ", 2));
  }
}
