package dev.pith.plugin.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepEndsTest {

  @Test
  void blankLine_paragraphs_endBehindTheLine() {
    assertThat(steps(StepEnds.blankLine(), "<think>\n\nOne.\nTwo.\n\nThree.\n\nFour"))
        .containsExactly("<think>\n\nOne.\nTwo.\n\n", "Three.\n\n", "Four");
  }

  @Test
  void sentence_sentences_numbersAreNotTorn() {
    assertThat(steps(StepEnds.sentence(), "<think>\nIt is 3.5 now. Then 4. Is it so? Yes.\n\nOn."))
        .containsExactly("<think>\nIt is 3.5 now.", " Then 4.", " Is it so?", " Yes.", "\n\nOn.");
  }

  @Test
  void sentence_stopBehindALetter_isCompleteWithIt() {
    assertThat(StepEnds.sentence().find("So it is done.")).hasValue(14);
    assertThat(StepEnds.sentence().find("So it is 4.")).isEmpty();
    assertThat(StepEnds.sentence().find("So it is 4. ")).hasValue(11);
  }

  @Test
  void never_anyText_doesNotEnd() {
    assertThat(steps(StepEnds.never(), "One.\n\nTwo.")).containsExactly("One.\n\nTwo.");
  }

  /** Feeds a text character by character, as a model writes it. */
  private static List<String> steps(StepEnds ends, String text) {
    List<String> steps = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= text.length(); to++) {
      OptionalInt end = ends.find(text.substring(from, to));
      if (end.isPresent()) {
        steps.add(text.substring(from, from + end.getAsInt()));
        from += end.getAsInt();
      }
    }
    if (from < text.length()) {
      steps.add(text.substring(from));
    }
    return steps;
  }
}
