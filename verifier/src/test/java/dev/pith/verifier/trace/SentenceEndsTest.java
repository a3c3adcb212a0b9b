package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceEndsTest {

  /** Each {@code |} stands where an end is expected. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "So it is 4. |Is it? |Yes! |Then go on",
        "line\n|line\r|\n|line\r|\r|",
        "He said \"stop.\" |Then (see above.) |and **done.** |x",
        "the answer is 204. |Wait",
        "\u6240\u4ee5\u7b54\u6848\u662f\u56db\u3002|\u7b49\u7b49\uff1f|x",
        "we get x. |Then the point is P. |But",
        "what?! |No",
        "He left. |J. Smith came. |x",
      })
  void onChar_sentenceEnd_true(String marked) {
    assertThat(marked(marked.replace("|", ""))).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pi is 3.14 or 3.1415 and v1.2.3 too",
        "1. First we square",
        "### 12. A step",
        "**2. Sum** of it",
        "a. An item",
        "Dr. A. Smith, J. R. Jones",
        "i.e. this, e.g. that, cf. Fig. 3 vs. Eq. 4, etc. and so on",
        "5! ways, n! ways, (n-1)! ways, 3!! ways",
        "Hmm... so it is .. what",
        "www.example.org/a.b?c=d",
        "not ended.",
      })
  void onChar_noSentenceEnd_false(String text) {
    assertThat(marked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$a. b$ and $$c.\nd$$",
        "\\(a. b\\) and \\[\nc. \n\\]",
        "\\boxed{\\text{No. 4}} and \\boxed{\\frac{1}{2}. \\{x. }",
        "say `a. b? c` now",
        "```\nx. y\nz. \n```",
      })
  void onChar_insideSpan_false(String text) {
    assertThat(marked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "so $x = 5$. |Then",
        "so $x = 5.$ |Then \\(y = 6.\\) |Then",
        "it is \\boxed{5}. |Then",
        "```\nx. y\n```\n|Done. |x",
        "say `a`. |Then",
        "a $$x$$ b. |Then",
        "$x$$y$ b. |Then",
        "at \\\\[2pt] b. |Then",
      })
  void onChar_afterSpan_true(String marked) {
    assertThat(marked(marked.replace("|", ""))).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It costs $5. |Then $7 is left. |So",
        "It costs $5 and then $7 each. |So",
        "$3 more\n|or $12.50\n|So",
        "a cost of \\$4 here. |So",
      })
  void onChar_priceInDollars_isNotMath(String marked) {
    assertThat(marked(marked.replace("|", ""))).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$a + b", "\\(a", "\\[a", "\\boxed{a", "`a"})
  void onChar_blankLine_closesWhatWasLeftOpen(String open) {
    SentenceEnds ends = new SentenceEnds();
    feed(ends, open);
    assertThat(ends.insideSpan()).isTrue();

    boolean end = feed(ends, "\n\n");

    assertThat(end).isTrue();
    assertThat(ends.insideSpan()).isFalse();
  }

  @Test
  void insideSpan_openFence_staysOpen() {
    SentenceEnds ends = new SentenceEnds();

    boolean end = feed(ends, "```\nx\n\n\ny. \n");

    assertThat(end).isFalse();
    assertThat(ends.insideSpan()).isTrue();
  }

  @Test
  void onChar_garbage_neverThrows() {
    for (int round = 0; round < 50; round++) {
      String text = Texts.garbage(2_000, Texts.random(round));

      assertThatCode(() -> marked(text))
          .as("seed %s round %s", Texts.SEED, round)
          .doesNotThrowAnyException();
    }
  }

  private static String marked(String text) {
    SentenceEnds ends = new SentenceEnds();
    StringBuilder marked = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      marked.append(c).append(ends.onChar(c) ? "|" : "");
    }
    return marked.toString();
  }

  private static boolean feed(SentenceEnds ends, String text) {
    boolean end = false;
    for (int i = 0; i < text.length(); i++) {
      end = ends.onChar(text.charAt(i));
    }
    return end;
  }
}
