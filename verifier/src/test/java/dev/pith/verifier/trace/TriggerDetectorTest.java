package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerDetectorTest {

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "final answer, 'So the final answer is 4. More.\n', 26",
    "^So, 'It is 4.\nSo it is.\n', 19",
    "'^\\*\\*Final', 'one\n\n**Final answer**\n', 22",
    "(?i)DONE\\.$, 'We are done.\nBut', 13",
    "x\\s+y, 'x\n\ny \n', 6",
  })
  void onChar_match_isFoundAtTheEndOfItsSentenceOrLine(String regex, String text, int at) {
    assertThat(found(regex, text)).containsExactly(at);
  }

  @Test
  void onChar_severalMatches_areFoundOnceEach() {
    assertThat(found("check", "A check.\nNothing.\nA check, a check.\nNothing.\n"))
        .containsExactly(9, 36);
  }

  @Test
  void onChar_matchOverSeveralLines_isFoundUpToTheWindow() {
    for (int gap : new int[] {0, 1, 50, 400, TriggerDetector.WINDOW_CHARS - 10}) {
      String between = "y.\n".repeat(gap).substring(0, gap);

      assertThat(found("(?s)BEGIN.*END", "x\n".repeat(900) + "BEGIN" + between + "END\n"))
          .as("gap %s", gap)
          .hasSize(1);
    }
  }

  @Test
  void onChar_lineStart_isNotTheStartOfTheWindow() {
    String line = "a".repeat(2_000) + "\n";

    assertThat(found("^a", line + line)).containsExactly(512, 2_001 + 512);
  }

  @Test
  void onChar_textWithoutEnds_isLookedAtAllTheSame() {
    assertThat(found("b", "a".repeat(700) + "b" + "a".repeat(700))).containsExactly(1_024);
  }

  @Test
  void onChar_patternThatMakesOthersBacktrack_takesLinearTimeAndBoundedMemory() {
    TriggerDetector detector = new TriggerDetector(TriggerPattern.of("(a|aa|a+)+[^a\\s]z$"));

    for (int i = 0; i < 100_000; i++) {
      assertThat(detector.onChar('a', false)).isFalse();
      assertThat(detector.heldChars()).isLessThanOrEqualTo(3 * TriggerDetector.WINDOW_CHARS);
    }
  }

  @Test
  void never_findsNothingAndHoldsNothing() {
    TriggerDetector detector = new TriggerDetector(TriggerPattern.NEVER);

    for (char c : "anything.\n".repeat(100).toCharArray()) {
      assertThat(detector.onChar(c, true)).isFalse();
    }
    assertThat(detector.heldChars()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "(a, must be a regular expression of RE2: (a (missing closing ))",
    "(?=a), must be a regular expression of RE2: (?=a) (invalid or unsupported Perl syntax: (?=)",
    "(a)\\1, must be a regular expression of RE2: (a)\\1 (invalid escape sequence: \\1)",
    "a*, must not match the empty text: a*",
  })
  void of_badPattern_isRefusedWithTheReason(String regex, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TriggerPattern.of(regex))
        .withMessageStartingWith(complaint.substring(0, complaint.indexOf(regex)))
        .withMessageContaining(regex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(abcdefghij){1000}", "((a{50}){50}){20}", "((a{1000}){1000}){1000}"})
  void of_hugePattern_isRefused(String regex) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TriggerPattern.of(regex))
        .withMessage("must compile to at most 5000 instructions: " + regex);
  }

  private static List<Integer> found(String regex, String text) {
    TriggerDetector detector = new TriggerDetector(TriggerPattern.of(regex));
    SentenceEnds sentences = new SentenceEnds();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (detector.onChar(text.charAt(i), sentences.onChar(text.charAt(i)))) {
        found.add(i + 1);
      }
    }
    return found;
  }
}
