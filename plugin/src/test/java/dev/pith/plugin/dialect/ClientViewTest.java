package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a client gets of a stream for which Pith asked more than the client did. */
class ClientViewTest {
  private static final Set<Extra> ALL = Set.of(Extra.RUNNING_USAGE, Extra.TOKEN_IDS, Extra.TIMINGS);

  @Test
  void forClient_unaskedExtras_areTakenOut() {
    String timed = ",\"timings\":{\"predicted_n\":1}}";
    StreamRecorder recorder = new StreamRecorder(Requests.streaming(), ALL, false);

    String role =
        client(
            recorder,
            "{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}],\"prompt_token_ids\":[1]}");
    String text =
        client(
            recorder,
            "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"token_ids\":[2]}],\"usage\":{}"
                + timed);
    String finish =
        client(recorder, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]" + timed);
    String usage = client(recorder, "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}" + timed);

    assertThat(role).isEqualTo(sse("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}"));
    assertThat(text).isEqualTo(sse("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));
    assertThat(finish)
        .isEqualTo(sse("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]" + timed));
    assertThat(usage).isEmpty();
  }

  @Test
  void forClient_usageWasAskedFor_onlyTheRunningOneIsTakenOut() {
    StreamRecorder recorder = new StreamRecorder(Requests.streamingWithUsage(), ALL, false);
    String last = "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}";

    String running =
        client(recorder, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"x\":1}}");

    assertThat(running).isEqualTo(sse("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));
    assertThat(client(recorder, last)).isEqualTo(sse(last));
  }

  @Test
  void forClient_runningUsageInTheFinish_isTakenOutToo() {
    StreamRecorder recorder = new StreamRecorder(Requests.streamingWithUsage(), ALL, false);
    String usage = ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
    client(recorder, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]" + usage);

    String finish =
        client(recorder, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]" + usage);

    assertThat(finish).isEqualTo(sse("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"));
  }

  @Test
  void forClient_logProbsOfOurs_areTakenOutOfTheFinishToo() {
    StreamRecorder recorder =
        new StreamRecorder(Requests.streaming(), Set.of(Extra.LOG_PROBS), false);
    String told = ",\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}]}}]}";

    String text = client(recorder, "{\"choices\":[{\"delta\":{\"content\":\"a\"}" + told);
    String finish =
        client(recorder, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"" + told);

    assertThat(text).isEqualTo(sse("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));
    assertThat(finish).isEqualTo(sse("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"));
  }

  @Test
  void forClient_usageInTheFinishAlone_stays() {
    StreamRecorder recorder = new StreamRecorder(Requests.streamingWithUsage(), ALL, false);
    client(recorder, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
    String last =
        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}";

    assertThat(client(recorder, last)).isEqualTo(sse(last));
  }

  @Test
  void cutAt_unaskedExtras_areTakenOutToo() {
    StreamRecorder recorder = new StreamRecorder(Requests.streaming(), ALL, false);
    client(
        recorder,
        "{\"choices\":[{\"delta\":{\"reasoning\":\"abc\"},\"token_ids\":[2]}],\"usage\":{}}");

    CutEvent cut = recorder.reader.cutAt(1);

    assertThat(text(cut.bytes()))
        .isEqualTo(sse("{\"choices\":[{\"delta\":{\"reasoning\":\"a\"}}]}"));
  }

  private static String client(StreamRecorder recorder, String data) {
    recorder.reader.onEvent(event(data));
    return text(recorder.reader.forClient());
  }

  private static SseEvent event(String data) {
    return SseEvent.of(null, data, SseEncoder.data(data));
  }

  private static String sse(String data) {
    return "data: " + data + "\n\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
