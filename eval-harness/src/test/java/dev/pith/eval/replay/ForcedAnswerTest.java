package dev.pith.eval.replay;

import static dev.pith.eval.replay.Recordings.THINKING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RecordedTrace;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ForcedAnswerTest {
  private static final String GUIDE = "\n\nI will answer now.\n";
  private static final int FIRST_ANSWER_END = THINKING.indexOf("\n\nWait");
  private static final int SECOND_ANSWER_END = THINKING.indexOf("\n\nAlternatively");

  @Test
  void after_wholeThinking_isTheRecordedAnswer() {
    ForcedAnswer answer = ForcedAnswer.after(Recordings.boxesWithProbes(), THINKING + GUIDE);

    assertThat(answer).isEqualTo(new ForcedAnswer(AnswerSource.FULL, "There are 21."));
  }

  @Test
  void after_probes_isTheNearestThatHasAnAnswer() {
    RecordedTrace trace = Recordings.boxesWithProbes();

    assertThat(afterPercent(trace, 10)).isEqualTo(recorded("7"));
    assertThat(afterPercent(trace, 20)).isEqualTo(recorded("22"));
    assertThat(afterPercent(trace, 60)).isEqualTo(recorded("22"));
    assertThat(afterPercent(trace, 70)).isEqualTo(recorded("21"));
  }

  @Test
  void after_noProbes_isTheLastAnswerThatTheKeptTextStates() {
    RecordedTrace trace = Recordings.boxes();

    String first = THINKING.substring(0, FIRST_ANSWER_END);
    String second = THINKING.substring(0, SECOND_ANSWER_END);

    assertThat(ForcedAnswer.after(trace, first + GUIDE)).isEqualTo(stated("22"));
    assertThat(ForcedAnswer.after(trace, second + GUIDE)).isEqualTo(stated("21"));
  }

  @Test
  void after_guideThatStatesAnAnswer_isNotRead() {
    String kept = THINKING.substring(0, FIRST_ANSWER_END);

    ForcedAnswer answer =
        ForcedAnswer.after(Recordings.boxes(), kept + "\n\nSo the answer is 99.\n");

    assertThat(answer).isEqualTo(stated("22"));
  }

  @Test
  void after_lineEndBesideTheTag_doesNotMatter() {
    String kept = "\n" + THINKING.substring(0, SECOND_ANSWER_END);

    assertThat(ForcedAnswer.after(Recordings.boxes(), kept + GUIDE)).isEqualTo(stated("21"));
  }

  @Test
  void after_nothingStated_saysSo() {
    ForcedAnswer answer = ForcedAnswer.after(Recordings.boxes(), "Three" + GUIDE);

    assertThat(answer.source()).isEqualTo(AnswerSource.NONE);
    assertThat(answer.text()).doesNotContainPattern("\\d").doesNotContain("boxed");
  }

  @Test
  void after_wholeThinkingThatNeverEnded_isNotTheMissingAnswer() {
    RecordedTrace unfinished = Recordings.trace("u", THINKING, "", OptionalLong.empty(), List.of());

    assertThat(ForcedAnswer.after(unfinished, THINKING).source()).isEqualTo(AnswerSource.STATED);
  }

  private static ForcedAnswer afterPercent(RecordedTrace trace, int percent) {
    String kept = THINKING.substring(0, THINKING.length() * percent / 100);
    return ForcedAnswer.after(trace, kept + "#guide");
  }

  private static ForcedAnswer recorded(String answer) {
    return new ForcedAnswer(AnswerSource.RECORDED, "\\boxed{" + answer + "}");
  }

  private static ForcedAnswer stated(String answer) {
    return new ForcedAnswer(AnswerSource.STATED, "\\boxed{" + answer + "}");
  }
}
