package dev.pith.verifier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.answer.CandidateAnswer.Strength;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerExtractorTest {

  private static final String PUMP =
      "A pump fills 12 tanks. Each tank holds 40 litres. How many litres does the pump move?";
  private static final String SUM = "Let $p$ and $q$ be coprime with $p/q = 6/8$. Find $p+q$.";
  private static final String COLOURS = "Which mix gives green?\nA. red\nB. blue and yellow\nC. 12";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          \\boxed{\\frac{1}{2}}                               ~ \\frac{1}{2}
          The answer is 42.                                 ~ 42
          the answer is (B)                                 ~ B
          So the area is $\\fbox{9}$.                        ~ 9
          Thus $x = \\boxed{ \\text{no} }$                    ~ \\text{no}
          The final answer is $\\frac{3}{4}$.                ~ \\frac{3}{4}
          The answer is 3.14.                               ~ 3.14
          The answer should be 1,250 litres.                ~ 1,250
          Answer: 17 apples                                 ~ 17
          **Answer:** 17                                    ~ 17
          The answer is **17**.                             ~ 17
          The answer to the riddle is therefore 8.          ~ 8
          The answer (in cm) is 8.                          ~ 8
          The answer is $3 + 4 = 7$.                        ~ 7
          The answer is 12, since 3 times 4 is 12.          ~ 12
          So 19 must be the answer.                         ~ 19
          The correct option is C.                          ~ C
          So option D is correct.                           ~ D
          The correct answer is B because blue mixes well.  ~ B
          The answer is Lisbon.                             ~ Lisbon
          The answer is "a mirror".                         ~ a mirror
          The answer is no.                                 ~ no
          The answer is (2, 5).                             ~ (2, 5)
          The answer is 25%.                                ~ 25%
          The answer is 3 million.                          ~ 3 million
          """)
  void inExcerpt_statedAnswer_isStrong(String excerpt, String answer) {
    assertThat(AnswerExtractor.inExcerpt("", excerpt))
        .contains(new CandidateAnswer(answer, Strength.STRONG, false));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          3 + 4 = 7                          ~ 7
          So the width is 15 cm.             ~ 15
          which gives 8.                     ~ 8
          Hence we get $\\sqrt{5}$.           ~ \\sqrt{5}
          So a = 4, which means a + 6 = 10.  ~ 10
          It must be C.                      ~ C
          **C**                              ~ C
          It adds up:\\n\\n$$x = 5$$           ~ 5
          So that's 31.                      ~ 31
          The answer is glass.               ~ glass
          """)
  void inExcerpt_conclusion_isWeak(String excerpt, String answer) {
    assertThat(AnswerExtractor.inExcerpt("", excerpt.replace("\\n", "\n")))
        .contains(new CandidateAnswer(answer, Strength.WEAK, false));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "   \n",
        "\\boxed{7",
        "\\boxed{}",
        "the answer is not 42",
        "The answer isn't 42.",
        "42 is not the answer.",
        "Options: (A) 3 (B) 4 (C) 5 (D) 6",
        "either 5 or 6",
        "The answer is 5 or 6.",
        "So x = 5 or x = 6.",
        "The answer is B or C.",
        "It is not \\boxed{4}",
        "Let me look at the answer again.",
        "End with a line such as 'Answer: <answer>'.",
        "If the answer is 5 we are done.",
        "Is it 42?",
        "The answer is correct.",
        "The answer should be in simplest form.",
        "I like trains."
      })
  void inExcerpt_noSingleAnswer_isEmpty(String excerpt) {
    assertThat(AnswerExtractor.inExcerpt("", excerpt)).isEmpty();
  }

  @Test
  void inExcerpt_severalBoxes_lastOne() {
    assertThat(AnswerExtractor.inExcerpt("", "\\boxed{a}\nNo, again.\n\\boxed{b}"))
        .map(CandidateAnswer::text)
        .contains("b");
  }

  @Test
  void inExcerpt_question_isWeakAndHedged() {
    assertThat(AnswerExtractor.inExcerpt("", "So is the answer 42?"))
        .contains(new CandidateAnswer("42", Strength.WEAK, true));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "The answer is 42, but I'm not sure.",
        "Maybe the answer is 42.",
        "The answer might be 42.",
        "I guess the answer is 42.",
        "The answer is 42. Wait, the sign is off.",
        "The answer is 42. Hmm.",
        "The answer is 42. Let me double-check that.",
        "The answer is 42. I should verify it.",
        "The answer is 42. Is that right?",
        "The answer is 42. However, the units differ.",
        "If n is even, the answer is 42.",
        "The answer was 42."
      })
  void inExcerpt_doubtInOrAfterTheSentence_isHedged(String excerpt) {
    assertThat(AnswerExtractor.inExcerpt("", excerpt))
        .hasValueSatisfying(
            candidate -> {
              assertThat(candidate.text()).isEqualTo("42");
              assertThat(candidate.hedged()).isTrue();
            });
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Wait, that was wrong. Maybe not. The answer is 42.",
        "Hmm, so the answer is 42.",
        "Actually, the answer is 42.",
        "The answer is 42. The threshold now holds on both sides.",
        "The answer is 42. I have checked it."
      })
  void inExcerpt_reflectionBeforeOrInsideAWord_isNotHedged(String excerpt) {
    assertThat(AnswerExtractor.inExcerpt("", excerpt))
        .contains(new CandidateAnswer("42", Strength.STRONG, false));
  }

  @Test
  void inExcerpt_weakValueOfTheQuestion_isEmpty() {
    assertThat(AnswerExtractor.inExcerpt(PUMP, "So each tank is 40.")).isEmpty();
    assertThat(AnswerExtractor.inExcerpt(PUMP, "So each tank is 4.")).isPresent();
    assertThat(AnswerExtractor.inExcerpt(PUMP, "The answer is 40.")).isPresent();
  }

  @Test
  void inExcerpt_valueOfWhatIsAsked_isStrong() {
    assertThat(AnswerExtractor.inExcerpt(SUM, "So p = 3 and q = 4, thus p + q = 7."))
        .contains(new CandidateAnswer("7", Strength.STRONG, false));
    assertThat(AnswerExtractor.inExcerpt(SUM, "Therefore, $p+q = 3 + 4 = 7$."))
        .contains(new CandidateAnswer("7", Strength.STRONG, false));
    assertThat(AnswerExtractor.inExcerpt(SUM, "So p - q = 9."))
        .contains(new CandidateAnswer("9", Strength.WEAK, false));
    assertThat(
            AnswerExtractor.inExcerpt(
                "What is the smallest possible perimeter of the kite?",
                "Hence the smallest possible perimeter is 26."))
        .contains(new CandidateAnswer("26", Strength.STRONG, false));
  }

  @Test
  void inExcerpt_confirmedConclusion_isStrong() {
    assertThat(AnswerExtractor.inExcerpt("", "So that makes 480. I think that's the answer."))
        .contains(new CandidateAnswer("480", Strength.STRONG, false));
  }

  @Test
  void inExcerpt_questionWithOptions_onlyItsOptionsCount() {
    assertThat(AnswerExtractor.inExcerpt(COLOURS, "So B is the best choice."))
        .contains(new CandidateAnswer("B", Strength.STRONG, false));
    assertThat(AnswerExtractor.inExcerpt(COLOURS, "So the share is 12."))
        .contains(new CandidateAnswer("12", Strength.WEAK, false));
    assertThat(AnswerExtractor.inExcerpt(COLOURS, "So the share is 13.")).isEmpty();
    assertThat(AnswerExtractor.inExcerpt(COLOURS, "The answer is E.")).isEmpty();
  }

  @Test
  void inExcerpt_questionWithoutOptions_lettersAreNames() {
    assertThat(AnswerExtractor.inExcerpt(PUMP, "So A is correct.")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          We add. So $2+2=\\boxed{4}$. $\\blacksquare$    ~ 4
          First 3.\\n\\n### Final Answer\\n\\n19             ~ 19
          The sum is 5.\\n\\n**Answer:** the old lighthouse ~ the old lighthouse
          The answer is 5.\\n\\nThe answer is 6.           ~ 6
          B                                              ~ B
          Lisbon                                         ~ Lisbon
          42                                             ~ 42
          The reasons favour it.\\n\\nC                    ~ C
          Some steps.\\n\\nThus the length is 14 m.        ~ 14
          """)
  void ofAnswer_finishedAnswer_finalAnswer(String answer, String expected) {
    assertThat(AnswerExtractor.ofAnswer("", answer.replace("\\n", "\n"))).contains(expected);
  }

  @Test
  void inExcerpt_codeTask_blockIsWeakAndNothingElse() {
    String task = "Write a Python function f that returns 1.";
    String block = "```python\ndef f():\n    return 1\n```";

    assertThat(AnswerExtractor.inExcerpt(task, "So:\n" + block + "\nThat is it."))
        .contains(new CandidateAnswer("def f():\n    return 1", Strength.WEAK, false));
    assertThat(AnswerExtractor.inExcerpt(task, block + "\nWait, check the indent."))
        .map(CandidateAnswer::hedged)
        .contains(true);
    assertThat(AnswerExtractor.inExcerpt(task, "So n = 1.")).isEmpty();
  }

  @Test
  void inExcerpt_formatInstruction_isNoAnnouncement() {
    assertThat(AnswerExtractor.inExcerpt("", "Now write the answer in dozens: 96 eggs / 12"))
        .isEmpty();
  }

  @Test
  void inExcerpt_openExpression_isNoValue() {
    assertThat(AnswerExtractor.inExcerpt("", "Then answer = 1 - probability of rain.")).isEmpty();
  }

  @Test
  void ofAnswer_codeTask_lastBlock() {
    String answer = "Try:\n```python\ndef f():\n    return 1\n```\nIt returns 1, so f() = 1.";

    assertThat(AnswerExtractor.ofAnswer("Write a function f that returns 1.", answer))
        .contains("def f():\n    return 1");
  }

  @Test
  void ofAnswer_proseWithoutAnswer_isEmpty() {
    assertThat(
            AnswerExtractor.ofAnswer(
                "", "Rivers bend where the bank is soft, and they carry the sand further down."))
        .isEmpty();
    assertThat(AnswerExtractor.ofAnswer("", " ")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "answer ",
        "the answer is ",
        "is the answer ",
        "'answer ",
        "$",
        "$a ",
        "$a$ ",
        "$a=$ ",
        "$a$ = ",
        "\\boxed{",
        "\\[",
        "\\(",
        "{",
        "= ",
        "(",
        "a = b ",
        "**",
        "1,",
        "is ",
        "so 1 is ",
        "are 1 ",
        "option A ",
        ". ",
        "```",
        "\\frac",
        "answer (",
        "not ",
        "A ",
        "is a ",
        "\n"
      })
  void inExcerpt_hugeLine_staysLinear(String unit) {
    String line = unit.repeat(200_000 / unit.length());

    assertThat(AnswerExtractor.inExcerpt("q", line)).isNotNull();
    assertThat(AnswerExtractor.ofAnswer("q", line)).isNotNull();
  }

  @Test
  void bothMethods_randomText_neverThrow() {
    long seed = Long.getLong("pith.test.seed", 11);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] pieces = {
      "the answer", " is ", "\\boxed{", "}", "$", "42", "(", ")", "A", "=", "\n", ". ", "?",
          "\\frac",
      "{", "so ", "not ", "**", "or ", "\\(", "\\)", ",", ":", "option ", "\\", "that's ", "%", "’"
    };
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(14); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }

      assertThat(AnswerExtractor.inExcerpt(text.reverse().toString(), text.reverse().toString()))
          .as("seed %s, round %s: %s", seed, i, text)
          .isNotNull();
      assertThat(AnswerExtractor.ofAnswer("", text.toString())).isNotNull();
    }
  }
}
