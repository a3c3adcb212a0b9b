package dev.pith.eval.dataset;

import static dev.pith.eval.dataset.SampleTraces.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecordedTraceTest {
  @Test
  void prompt_options_letteredLines() {
    RecordedTrace trace =
        trace(Map.of("question", "Which?", "options", List.of("red", "blue"), "thinking", "Hm."));

    assertThat(trace.prompt()).isEqualTo("Which?\nA. red\nB. blue");
  }

  @Test
  void tokens_numberRecorded_shareOfIt() {
    RecordedTrace trace = trace(Map.of("thinking", "0123456789", "thinking_tokens", 4));

    assertThat(trace.tokens(5)).isEqualTo(2.0);
    assertThat(trace.tokens()).isEqualTo(4.0);
  }

  @Test
  void tokens_numberUnknown_threeCharactersEach() {
    RecordedTrace trace = trace(Map.of("thinking", "012345"));

    assertThat(trace.hasExactTokens()).isFalse();
    assertThat(trace.tokens()).isEqualTo(2.0);
  }

  @Test
  void questionKey_sameQuestionOfTwoModels_same() {
    RecordedTrace one = trace(Map.of("id", "q1", "question", "Why?", "thinking", "a"));
    RecordedTrace other = trace(Map.of("id", "q9", "question", "Why?", "thinking", "b"));

    assertThat(one.questionKey()).isEqualTo(other.questionKey());
  }

  @Test
  void questionKey_noQuestion_setAndId() {
    assertThat(trace(Map.of("dataset", "d", "id", "q1", "thinking", "a")).questionKey())
        .isEqualTo("d/q1");
  }

  @Test
  void toString_anyTrace_holdsNoText() {
    assertThat(trace(Map.of("id", "q1", "question", "Why?", "thinking", "secret")).toString())
        .isEqualTo("RecordedTrace[made, unknown, q1#0]");
  }

  @Test
  void newProbe_shareOutsideTheThinking_refused() {
    assertThatThrownBy(
            () ->
                new Probe(
                    101.0,
                    OptionalLong.empty(),
                    "A",
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("percent must be in [0, 100]: 101.0");
  }
}
