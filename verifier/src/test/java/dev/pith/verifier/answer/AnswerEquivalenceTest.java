package dev.pith.verifier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerEquivalenceTest {

  private static final String LAMPS =
      "How is the lamp lit?\nA. with 3 matches\nB) by hand\n(C) \\frac{1}{4}\nD: 5";
  private static final String INLINE =
      "Pick one. $\\textbf{(A) } 30 \\qquad \\textbf{(B) } \\frac{2}{5} \\qquad \\textbf{(C) } 7$";

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          1/2                  ~ 0.5
          \\frac12              ~ \\dfrac{1}{2}
          50\\%                 ~ 0.5
          073                  ~ 73
          1,000                ~ 1000
          (1,2)                ~ (1, 2)
          \\{1,2\\}              ~ \\{2,1\\}
          x=5                  ~ 5
          A                    ~ (A)
          0.33333              ~ 1/3
          2\\sqrt{2}            ~ \\sqrt{8}
          12\\text{ cm}         ~ 12
          $\\frac{3}{8}$.       ~ 0.375
          1{,}000              ~ 1\\,000
          \\$5                  ~ 5 dollars
          45^\\circ             ~ 45 degrees
          45^{\\circ}           ~ 45°
          \\textbf{(C)}         ~ c
          option C             ~ \\text{C}
          (C) 42               ~ C
          C. 42                ~ 42
          3\\frac{1}{2}         ~ 7/2
          3 1/2                ~ 3.5
          2^{10}               ~ 1024
          2^10                 ~ 1,024
          \\pi r^{2}            ~ πr^2
          x^{2}+1              ~ x^2 + 1
          \\left(1,\\frac{1}{2}\\right) ~ (1,0.5)
          29.0                 ~ 29
          \\frac{\\sqrt{3}}{2}   ~ sqrt(3)/2
          √13                  ~ \\sqrt{13}
          \\sqrt[3]{27}         ~ 3
          6.5 \\times 10^{-3}   ~ 0.0065
          1.5e3                ~ 1500
          5!                   ~ 120
          \\binom{5}{2}         ~ 10
          **Oslo**             ~ oslo
          The doctor.          ~ doctor
          5 million            ~ 5,000,000
          12 cm                ~ 12 centimeters
          12 square cm         ~ 12\\text{ cm}^2
          3 square units       ~ 3
          60 km/h              ~ 60 kilometers per hour
          x=1, y=2             ~ x = 1, y = 2
          2 and 3              ~ 2, 3
          (-\\infty,1)\\cup(2,\\infty) ~ (2,\\infty) \\cup (-\\infty,1)
          \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} ~ \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}
          x \\in [1,2]          ~ [1,2]
          \\boxed{7}            ~ 7
          \\approx 3.5          ~ 3.5
          -\\frac{1}{2}         ~ \\frac{-1}{2}
          Answer: 8            ~ 8
          """)
  void compare_sameValueInOtherNotation_equal(String first, String second) {
    assertThat(bothWays(first, second, "")).isEqualTo(Agreement.EQUAL);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          50                ~ 0.5
          65536             ~ 65535
          65536.0           ~ 65535
          0.333             ~ 1/3
          A                 ~ B
          (1,2)             ~ (2,1)
          -3                ~ 3
          (1,2)             ~ (1,2,3)
          \\{1,2\\}           ~ \\{1,3\\}
          [1,2)             ~ [1,3)
          12 cm             ~ 13
          1, 2              ~ 1, 3
          7:30              ~ 7:45
          \\infty            ~ 5
          2\\sqrt{2}         ~ 2\\sqrt{3}
          yes               ~ No
          0                 ~ 0.00001
          123456789012345678901 ~ 123456789012345678902
          """)
  void compare_otherValue_different(String first, String second) {
    assertThat(bothWays(first, second, "")).isEqualTo(Agreement.DIFFERENT);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          [1,2]             ~ (1,2)
          x^2+2x+1          ~ (x+1)^2
          three             ~ 3
          a wet dog         ~ the other cat
          5 km              ~ 5 m
          3 hours           ~ 4 minutes
          50%               ~ 50
          2x                ~ 2
          2x                ~ 3x
          1010_2            ~ 1010
          5 or 6            ~ 5
          1,2               ~ 2,1
          A                 ~ 42
          9^9^9^9^9         ~ 3
          1/0               ~ 3
          `` ~ ``
          `` ~ 3
          """)
  void compare_notUnderstood_undecided(String first, String second) {
    assertThat(bothWays(first, second, "")).isEqualTo(Agreement.UNDECIDED);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          B ~ by hand          ~ EQUAL
          C ~ 0.25             ~ EQUAL
          A ~ with 3 matches   ~ EQUAL
          B ~ (B) by hand      ~ EQUAL
          C ~ 5                ~ DIFFERENT
          B ~ with 3 matches   ~ DIFFERENT
          by hand ~ with 3 matches ~ DIFFERENT
          B ~ by night         ~ UNDECIDED
          """)
  void compare_letterAgainstOptionText_throughTheQuestion(
      String first, String second, Agreement expected) {
    assertThat(bothWays(first, second, LAMPS)).isEqualTo(expected);
  }

  @Test
  void compare_optionsInOneLineOfLatex_found() {
    assertThat(bothWays("B", "0.4", INLINE)).isEqualTo(Agreement.EQUAL);
    assertThat(bothWays("C", "30", INLINE)).isEqualTo(Agreement.DIFFERENT);
  }

  @Test
  void compare_percentAskedFor_signMayBeMissing() {
    String question = "What percent of the seats are taken?";

    assertThat(bothWays("50%", "50", question)).isEqualTo(Agreement.EQUAL);
    assertThat(bothWays("50%", "0.5", question)).isEqualTo(Agreement.EQUAL);
    assertThat(bothWays("50", "0.5", question)).isEqualTo(Agreement.DIFFERENT);
  }

  @Test
  void compare_codeWithOtherBlankLines_equal() {
    String fenced = "```python\ndef f(x):\n    return x\n```";

    assertThat(bothWays("def f(x):\n\n    return x  \n", fenced, "")).isEqualTo(Agreement.EQUAL);
    assertThat(bothWays("def f(x):\n  return x\n", fenced, "")).isEqualTo(Agreement.UNDECIDED);
  }

  @Test
  void compare_randomText_symmetricAndReflexive() {
    long seed = Long.getLong("pith.test.seed", 7);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] pieces = {
      "\\frac",
      "\\sqrt",
      "\\text{",
      "\\boxed{",
      "1/2",
      "(1,2)",
      "\\left(",
      "50%",
      " cm",
      "\\cup",
      "\\{",
      "\\}",
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      "$",
      "0",
      "7",
      ",",
      ".",
      "^",
      "x",
      "=",
      "-",
      " and ",
      "A",
      "\n",
      "\\",
      "!",
      "°",
      "√",
      "|",
      "&",
      "_",
      ":",
      "yes",
      "B) "
    };
    for (int i = 0; i < 5_000; i++) {
      String first = random(random, pieces);
      String second = random(random, pieces);

      Agreement agreement = AnswerEquivalence.compare(first, second, LAMPS);

      assertThat(AnswerEquivalence.compare(second, first, LAMPS))
          .as("seed %s, round %s: [%s] [%s]", seed, i, first, second)
          .isEqualTo(agreement);
      if (!first.isBlank()) {
        assertThat(AnswerEquivalence.compare(first, first))
            .as("seed %s, round %s: [%s]", seed, i, first)
            .isEqualTo(Agreement.EQUAL);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{",
        "(",
        "\\frac{",
        "\\boxed{",
        "1,",
        "$",
        "*",
        ".",
        ",",
        "\\{",
        "9!",
        "^{",
        "-",
        "√(",
        "[",
        "\\sqrt",
        "2^",
        "(1,",
        "\\{{1},",
        "**x**",
        "\\textbf{",
        "A. ",
        "1 ",
        "e",
        "7"
      })
  void compare_hugeText_returns(String unit) {
    for (int length : new int[] {500, 200_000}) {
      String text = unit.repeat(length / unit.length());

      assertThat(AnswerEquivalence.compare(text, text + "1", text)).isNotNull();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          $ \\dfrac{1}{2} $      ~ \\frac{1}{2}
          \\left( 1 , 2 \\right)  ~ (1,2)
          007                   ~ 7
          -0                    ~ 0
          option b              ~ B
          An Owl                ~ owl
          x = 3                 ~ 3
          """)
  void normalise_notations_oneNotation(String answer, String expected) {
    assertThat(AnswerEquivalence.normalise(answer)).isEqualTo(expected);
  }

  private static Agreement bothWays(String first, String second, String question) {
    Agreement agreement = AnswerEquivalence.compare(first, second, question);
    assertThat(AnswerEquivalence.compare(second, first, question)).isEqualTo(agreement);
    return agreement;
  }

  private static String random(RandomGenerator random, String[] pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(9); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
