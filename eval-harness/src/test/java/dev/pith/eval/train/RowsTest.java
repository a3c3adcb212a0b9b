package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Split;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final long SEED = Long.getLong("pith.seed", 11);

  @Test
  void draw_recheck_showsAWrongAttemptAndLearnsTheRightOneOnly() {
    Rows rows = new Rows(TraceRates.defaults(), Split.TRAIN);
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < 200; i++) {
      Row row = rows.draw(RowType.RECHECK, 1, 6, random);
      List<Piece> pieces = row.pieces();
      String where = "seed %s: %s".formatted(SEED, row.text());

      assertThat(pieces)
          .extracting(Piece::weight)
          .as(where)
          .containsExactly(Weight.PROMPT, Weight.GUIDE, Weight.ANSWER);
      assertThat(pieces.get(1).text()).as(where).startsWith("<think>\nI ").matches("(?s).*[.?]");
      assertThat(pieces.get(2).text()).as(where).startsWith("\n\n").doesNotContain("</think>");
      assertThat(lastWords(pieces.get(2).text()))
          .as(where)
          .isNotEqualTo(lastWords(pieces.get(1).text()));
    }
  }

  private static List<String> lastWords(String text) {
    List<String> words = List.of(text.replaceAll("[.?]$", "").split(" "));
    return words.subList(words.size() - 2, words.size());
  }
}
