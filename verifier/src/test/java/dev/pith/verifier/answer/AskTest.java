package dev.pith.verifier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskTest {

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          Let $a=2$. Find $a+b$.                              ~ So $a + b = 9$.
          What is the value of |z|^2?                         ~ Therefore, |z|² = 9.
          Find the product $uv$.                              ~ Hence the product $uv$ = 9.
          Compute $f(8)$. Give your answer as an integer.     ~ Thus $f(8) = 3 + 6 = 9$.
          What is the least possible area of the tile?        ~ So the least possible area is 9.
          Find the sum of the digits of the year.             ~ The sum of the digits is 9.
          How many eggs are left in the basket?               ~ So the number of eggs in the basket is 9.
          How many distinct paths are there?                  ~ So there are 9 distinct paths.
          Find the number of guests who own a cat.            ~ So the number of guests who own a cat is 9.
          How many walks turn exactly twice?                  ~ The number of walks that turn exactly twice is 5 + 4 = 9.
          Evaluate $2+7$.                                     ~ So the value of the expression is 9.
          """)
  void inExcerpt_conclusionAboutWhatIsAsked_strong(String question, String excerpt) {
    assertThat(AnswerExtractor.inExcerpt(question, excerpt))
        .contains(new CandidateAnswer("9", CandidateAnswer.Strength.STRONG, false));
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          Let $a=2$. Find $a+b$.                              ~ So $a - b = 9$.
          Find $n$.                                           ~ Try $n = 9$.
          Find the sum of the digits of $x$.                  ~ So $x = 9$.
          For how many pairs $(p,q)$ does it hold?            ~ So $p = 9$.
          What is the least possible area of the tile?        ~ So the perimeter is 9.
          What is the least possible area of the tile?        ~ So the area of the hexagon is 9.
          What is the area of the tile with $|z| = 4$?        ~ I need the area of the tile, so $|z| = 9$.
          What is the chance of stopping on C?                ~ The chance of stopping on B is 9.
          The odds are $r/s$ in lowest terms. Find $r+s$.     ~ So the odds of red are 9.
          """)
  void inExcerpt_conclusionAboutAnotherQuantity_weak(String question, String excerpt) {
    assertThat(AnswerExtractor.inExcerpt(question, excerpt))
        .contains(new CandidateAnswer("9", CandidateAnswer.Strength.WEAK, false));
  }
}
