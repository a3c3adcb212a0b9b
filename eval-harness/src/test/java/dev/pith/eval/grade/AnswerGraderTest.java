package dev.pith.eval.grade;

import static dev.pith.eval.dataset.SampleTraces.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.answer.Agreement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerGraderTest {
  private static final String FIRST = "The answer is 8.\n\n";
  private static final String THINKING = "Let me see.\n\n" + FIRST + "No. The answer is 9.\n\n";
  private static final int AFTER_FIRST = THINKING.indexOf("No.");

  @Test
  void at_stated_comparedWithOwnAnswerAndGold() {
    RecordedTrace trace = trace(with("gold", "9", "pred", "9", "correct", true));

    assertThat(grader(trace).at(AFTER_FIRST))
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.of("8"), Agreement.DIFFERENT, false));
    assertThat(grader(trace).at(trace.length() - 1))
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.of("9"), Agreement.EQUAL, true));
  }

  @Test
  void at_nothingStated_changedAndWrong() {
    RecordedTrace trace = trace(with("gold", "9", "pred", "9", "correct", true));

    assertThat(grader(trace).at(5))
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.empty(), Agreement.DIFFERENT, false));
  }

  @Test
  void at_earlierRightAnswerOfWrongTrace_changedAndRight() {
    RecordedTrace trace = trace(with("gold", "8", "pred", "9", "correct", false));

    assertThat(grader(trace).full().correct()).isFalse();
    assertThat(grader(trace).at(AFTER_FIRST))
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.of("8"), Agreement.DIFFERENT, true));
  }

  @Test
  void at_whole_ownAnswer() {
    RecordedTrace trace = trace(with("gold", "9", "pred", "9", "correct", true));

    assertThat(grader(trace).at(trace.length())).isEqualTo(grader(trace).full());
    assertThat(grader(trace).full().agreement()).isEqualTo(Agreement.EQUAL);
  }

  @Test
  void at_undecided_changedAndWrong() {
    RecordedTrace trace =
        trace(
            with(
                "thinking",
                "The answer is $x(x + 2)$.\n\nOr so.",
                "gold",
                "x^2 + 2x",
                "pred",
                "x^2 + 2x",
                "correct",
                true));

    Grade grade = grader(trace).at(trace.length() - 2);

    assertThat(grade.agreement()).isEqualTo(Agreement.UNDECIDED);
    assertThat(grade.correct()).isFalse();
  }

  @Test
  void at_unfinished_noAnswerToChangeAndWrongInFull() {
    RecordedTrace trace = trace(with("gold", "8", "finished", false));

    assertThat(grader(trace).full())
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.empty(), null, false));
    assertThat(grader(trace).at(AFTER_FIRST))
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.of("8"), null, true));
  }

  @Test
  void at_freeTextGold_takenOver() {
    RecordedTrace trace = trace(with("gold", "the red box", "pred", "red", "correct", true));

    assertThat(grader(trace).at(AFTER_FIRST))
        .isEqualTo(new Grade(AccuracyLabel.ASSUMED, Optional.empty(), null, true));
    assertThat(grader(trace).full().agreement()).isNull();
  }

  @Test
  void at_listOrNoGold_unknown() {
    assertThat(grader(trace(with("gold", List.of("is brief")))).at(AFTER_FIRST))
        .isEqualTo(new Grade(AccuracyLabel.ASSUMED, Optional.empty(), null, null));
    assertThat(grader(trace(with("pred", "9"))).full().correct()).isNull();
  }

  @Test
  void at_probes_nearestForcedAnswer() {
    RecordedTrace trace = trace(withProbes());
    long length = trace.length();

    assertThat(grader(trace).at(Math.round(0.1 * length)))
        .isEqualTo(new Grade(AccuracyLabel.RECORDED, Optional.of("A"), Agreement.DIFFERENT, false));
    assertThat(grader(trace).at(Math.round(0.4 * length)))
        .isEqualTo(new Grade(AccuracyLabel.RECORDED, Optional.of("B"), Agreement.EQUAL, true));
    assertThat(grader(trace).at(Math.round(0.9 * length)))
        .isEqualTo(new Grade(AccuracyLabel.RECORDED, Optional.empty(), Agreement.DIFFERENT, false));
  }

  @Test
  void at_wholeOfTraceWithProbes_generatedAnswer() {
    RecordedTrace trace = trace(withProbes());

    assertThat(grader(trace).at(trace.length()).answer()).hasValue("B");
    assertThat(grader(trace).at(trace.length()).correct()).isTrue();
  }

  @Test
  void full_noPredRecorded_readFromTheAnswer() {
    RecordedTrace trace = trace(with("gold", "9", "answer", "So the answer is \\boxed{9}."));

    assertThat(grader(trace).full())
        .isEqualTo(new Grade(AccuracyLabel.STATED, Optional.of("9"), Agreement.EQUAL, true));
  }

  @Test
  void full_sourceFoundNoAnswer_noneToChange() {
    RecordedTrace trace = trace(with("gold", "9", "answer", "Nine?", "correct", false));

    assertThat(grader(trace).full().answer()).isEmpty();
    assertThat(grader(trace).full().agreement()).isNull();
    assertThat(grader(trace).full().correct()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "9,9,true",
    "9.0,9,true",
    "009,9,true",
    "9,09,true",
    "8,9,false",
    "65536.0,65537,false",
    "65536.0,65536,true",
    "1/2,0.5,true",
    "\\frac12,0.5,true",
    "3,'(3)',true",
    "-3,3,false"
  })
  void full_goldAndAnswer_asNumbers(String gold, String pred, boolean correct) {
    RecordedTrace trace = trace(with("gold", gold, "answer", "\\boxed{" + pred + "}"));

    assertThat(grader(trace).full().correct()).isEqualTo(correct);
  }

  @Test
  void full_otherAcceptedAnswer_right() {
    RecordedTrace trace =
        trace(with("gold", "1/3", "accept", List.of("0.3", "33"), "answer", "\\boxed{33}"));

    assertThat(grader(trace).full().correct()).isTrue();
  }

  private static AnswerGrader grader(RecordedTrace trace) {
    return new AnswerGrader(trace, StatedAnswers.of(trace));
  }

  private static Map<String, Object> withProbes() {
    return with(
        "options",
        List.of("red", "blue"),
        "gold",
        "B",
        "pred",
        "B",
        "correct",
        true,
        "probes",
        Arrays.asList(
            Map.of("fraction", 0.0, "pred", "A", "correct", false),
            Map.of("fraction", 0.5, "pred", "B"),
            Map.of("fraction", 1.0)));
  }

  private static Map<String, Object> with(Object... fields) {
    Map<String, Object> record = new HashMap<>(Map.of("thinking", THINKING, "question", "How?"));
    for (int i = 0; i < fields.length; i += 2) {
      record.put((String) fields[i], fields[i + 1]);
    }
    return record;
  }
}
