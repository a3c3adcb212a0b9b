package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.surprisal.CapturedSteps;
import dev.pith.verifier.surprisal.TraceSteps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurprisalCaptureTest {
  private static final String[] TOKENS = {
    "One", " two", ".\n\n", "But", " three", ".", "\n\n", "So", " four", "."
  };
  private static final CapturedSteps STEPS =
      new CapturedSteps(
          "m",
          List.of(
              new CapturedSteps.Step(0, 3, 0),
              new CapturedSteps.Step(10, 4, 3),
              new CapturedSteps.Step(22, 3, 7)));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void steps_tokensPerChunk_doNotMatter(int size) {
    SurprisalCapture capture = new SurprisalCapture(1_000);
    ChatStreamReader reader = reader(capture);

    for (int from = 0; from < TOKENS.length; from += size) {
      reader.onEvent(chunk("reasoning_content", from, Math.min(TOKENS.length, from + size)));
    }

    assertThat(capture.steps("m")).contains(STEPS);
    assertThat(capture.thinking()).isEqualTo(String.join("", TOKENS));
  }

  @Test
  void steps_tagsInTheText_areNoneOfTheThinking() {
    SurprisalCapture capture = new SurprisalCapture(1_000);
    ChatStreamReader reader = reader(capture);

    reader.onEvent(chunk("content", "<think>", -0.5));
    for (int i = 0; i < TOKENS.length; i++) {
      reader.onEvent(chunk("content", i, i + 1));
    }
    reader.onEvent(chunk("content", "</think>", -0.5));
    reader.onEvent(chunk("content", "4", -0.25));

    assertThat(capture.steps("m")).contains(STEPS);
  }

  @Test
  void steps_answerBehindTheThinking_isNotCaptured() {
    SurprisalCapture capture = new SurprisalCapture(1_000);
    ChatStreamReader reader = reader(capture);
    reader.onEvent(chunk("reasoning_content", 0, TOKENS.length));

    reader.onEvent(chunk("content", "The answer", -0.5));
    reader.onEvent(chunk("content", ".\n\nIt is 4.", -0.5));

    assertThat(capture.steps("m")).contains(STEPS);
  }

  @Test
  void steps_withoutLogProbs_areNotKnown() {
    SurprisalCapture capture = new SurprisalCapture(1_000);

    reader(capture).onEvent(event(delta("reasoning_content", "One two.")));

    assertThat(capture.steps("m")).isEmpty();
  }

  @Test
  void steps_logProbsOfOtherTokens_areNotBelieved() {
    SurprisalCapture capture = new SurprisalCapture(1_000);
    ChatStreamReader reader = reader(capture);
    JsonObject choice = delta("reasoning_content", "One two.");
    choice.put("logprobs", logProbs(new String[] {"Uno", " dos"}, new double[] {-1, -2}));

    reader.onEvent(event(choice));

    assertThat(capture.steps("m")).isEmpty();
  }

  @Test
  void steps_thinkingOverTheBound_isNotHeld() {
    SurprisalCapture capture = new SurprisalCapture(40);
    ChatStreamReader reader = reader(capture);

    for (int i = 0; i < 1_000; i++) {
      reader.onEvent(chunk("reasoning_content", 0, TOKENS.length));
    }

    assertThat(capture.steps("m")).isEmpty();
    assertThat(capture.thinking()).isEmpty();
  }

  @Test
  void steps_captured_coverTheTrace() {
    SurprisalCapture capture = new SurprisalCapture(1_000);
    reader(capture).onEvent(chunk("reasoning_content", 0, TOKENS.length));

    Optional<CapturedSteps> steps = capture.steps("m");

    TraceSteps trace = TraceSteps.paragraphs(capture.thinking());
    assertThat(steps.orElseThrow().covers(trace)).isTrue();
    assertThat(steps.orElseThrow().counts(trace).of(trace.all())).isEqualTo(TOKENS.length);
  }

  private static ChatStreamReader reader(SurprisalCapture capture) {
    ChatStreamReader reader =
        new StreamRecorder(Requests.streamingWithUsage(), Set.of(), false).reader;
    reader.captureInto(capture);
    return reader;
  }

  /** A chunk of some tokens, each as surprising as its number. */
  private static SseEvent chunk(String field, int from, int to) {
    String[] tokens = Arrays.copyOfRange(TOKENS, from, to);
    double[] logProbs = new double[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      logProbs[i] = -(from + i);
    }
    return event(delta(field, String.join("", tokens)).put("logprobs", logProbs(tokens, logProbs)));
  }

  private static SseEvent chunk(String field, String token, double logProb) {
    return event(
        delta(field, token)
            .put("logprobs", logProbs(new String[] {token}, new double[] {logProb})));
  }

  private static JsonObject delta(String field, String text) {
    return new JsonObject().put("index", 0).put("delta", new JsonObject().put(field, text));
  }

  private static JsonObject logProbs(String[] tokens, double[] logProbs) {
    JsonArray content = new JsonArray();
    for (int i = 0; i < tokens.length; i++) {
      content.add(new JsonObject().put("token", tokens[i]).put("logprob", logProbs[i]));
    }
    return new JsonObject().put("content", content);
  }

  private static SseEvent event(JsonObject choice) {
    String data = new JsonObject().put("choices", new JsonArray().add(choice)).encode();
    return SseEvent.of(null, data, SseEncoder.data(data));
  }
}
