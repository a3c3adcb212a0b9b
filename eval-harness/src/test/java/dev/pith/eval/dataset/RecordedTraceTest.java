package dev.pith.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecordedTraceTest {
  @Test
  void tokens_numberRecorded_shareOfIt() {
    RecordedTrace trace = trace("{\"thinking\":\"0123456789\",\"thinking_tokens\":4}");

    assertThat(trace.tokens(5)).isEqualTo(2.0);
    assertThat(trace.tokens()).isEqualTo(4.0);
  }

  @Test
  void tokens_numberUnknown_threeCharactersEach() {
    RecordedTrace trace = trace("{\"thinking\":\"012345\"}");

    assertThat(trace.hasExactTokens()).isFalse();
    assertThat(trace.tokens()).isEqualTo(2.0);
  }

  @Test
  void questionKey_sameQuestionOfTwoModels_same() {
    RecordedTrace one = trace("{\"id\":\"q1\",\"question\":\"Why?\",\"thinking\":\"a\"}");
    RecordedTrace other = trace("{\"id\":\"q9\",\"question\":\"Why?\",\"thinking\":\"b\"}");

    assertThat(one.questionKey()).isEqualTo(other.questionKey());
  }

  @Test
  void questionKey_noQuestion_setAndId() {
    assertThat(trace("{\"dataset\":\"d\",\"id\":\"q1\",\"thinking\":\"a\"}").questionKey())
        .isEqualTo("d/q1");
  }

  @Test
  void toString_anyTrace_holdsNoText() {
    assertThat(trace("{\"id\":\"q1\",\"question\":\"Why?\",\"thinking\":\"secret\"}").toString())
        .isEqualTo("RecordedTrace[set, unknown, q1#0]");
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

  private static RecordedTrace trace(String line) {
    List<RecordedTrace> traces = new ArrayList<>();
    TraceReader.read(
        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
        Path.of("set.jsonl"),
        new TraceReader.Listener() {
          @Override
          public void onTrace(RecordedTrace trace) {
            traces.add(trace);
          }

          @Override
          public void onBadLine(Path file, long number, String reason) {
            throw new AssertionError(reason);
          }
        });
    return traces.get(0);
  }
}
