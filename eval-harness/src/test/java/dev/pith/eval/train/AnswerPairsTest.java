package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
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
      for (int i = 0; i < pieces.size(); i += 3) {
        String asked = pieces.get(i).text();
        List<String> answers =
            STATED
                .matcher(asked)
                .results()
                .map(MatchResult::group)
                .map(AnswerPairsTest::value)
                .toList();
        String label = pieces.get(i + 1).text();

        assertThat(answers).as(asked).hasSize(2);
        assertThat(label).as(asked).isEqualTo(answers.get(0).equals(answers.get(1)) ? "Yes" : "No");
        assertThat(pieces.get(i + 1).weight()).isEqualTo(Weight.VERDICT);
        labels.add(label);
      }
    }
    assertThat(labels.stream().filter("Yes"::equals).count())
        .as("as many of each, of %s", labels.size())
        .isBetween(labels.size() * 4L / 10, labels.size() * 6L / 10);
  }

  private static String value(String stated) {
    return STATED.matcher(stated).replaceAll("$1");
  }
}
