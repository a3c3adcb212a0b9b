package dev.pith.eval.grade;

import static dev.pith.eval.dataset.SampleTraces.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatedAnswersTest {
  private static final String WEAK = "Adding both boxes, 30 + 12 = 42.\n\n";
  private static final String STRONG = "The answer is 42.\n\n";
  private static final String LATER = "As a check, 42 - 2 = 40.\n\n";

  @Test
  void statements_paragraphsWithAnAnswer_inOrder() {
    StatedAnswers stated = of("Let me think about it.\n\n" + WEAK + STRONG);

    assertThat(stated.statements())
        .extracting(statement -> statement.candidate().text())
        .containsExactly("42", "42");
    assertThat(stated.statements().get(0).endChar()).isBetween(50L, 60L);
  }

  @Test
  void within_plainStatement_beatsLaterValues() {
    String thinking = WEAK + STRONG + LATER;

    assertThat(of(thinking).within(thinking.length())).hasValue("42");
  }

  @Test
  void within_valuesOnly_lastOne() {
    String thinking = WEAK + LATER;

    assertThat(of(thinking).within(thinking.length())).hasValue("40");
    assertThat(of(thinking).within(WEAK.length())).hasValue("42");
  }

  @Test
  void within_nothingStatedYet_empty() {
    assertThat(of(WEAK + STRONG).within(0)).isEmpty();
    assertThat(of(WEAK + STRONG).within(10)).isEmpty();
  }

  @Test
  void within_cutParagraph_wholeSentencesCount() {
    String first = "The answer is 42. ";
    String thinking = first + "No, wait, it comes out as 30 + 13 = 43. I mean it.";

    assertThat(of(thinking).within(first.length())).hasValue("42");
    assertThat(of(thinking).within(first.length() - 3)).isEmpty();
    assertThat(of(thinking).within(thinking.indexOf("3. I"))).hasValue("42");
  }

  @Test
  void within_everyCut_likeTheStatementsOfTheKeptTextAlone() {
    String thinking = "Let me see.\n\n" + WEAK + STRONG + "Hmm.\n\n" + LATER + STRONG;
    StatedAnswers whole = of(thinking);

    for (int cut = 1; cut <= thinking.length(); cut++) {
      if (thinking.startsWith("\n\n", cut)) {
        String kept = thinking.substring(0, cut);
        assertThat(whole.within(cut + 2)).as("cut at %s", cut).isEqualTo(of(kept).within(cut));
      }
    }
  }

  @Test
  void of_noText_noStatements() {
    StatedAnswers stated =
        StatedAnswers.of(
            trace(
                Map.of(
                    "thinking_tokens", 9, "probes", List.of(Map.of("fraction", 1, "pred", "A")))));

    assertThat(stated.statements()).isEmpty();
    assertThat(stated.within(9)).isEmpty();
  }

  private static StatedAnswers of(String thinking) {
    return StatedAnswers.of(trace(Map.of("thinking", thinking)));
  }
}
