package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamReaderTest {
  private static final Set<Extra> ALL = Set.of(Extra.RUNNING_USAGE, Extra.TOKEN_IDS, Extra.TIMINGS);

  @Test
  void cutAt_vllmWithIds_countsTheIdsOfWhatIsKept() {
    List<SseEvent> events = Transcript.load("vllm-uncut").events();

    assertThat(cutAfter(events, 3).kept()).isEqualTo(new TokenCount(7, CountSource.IDS));
    assertThat(readerAfter(events, 4).canCut()).as("an id without its text").isFalse();
    assertThat(cutAfter(events, 5).kept()).isEqualTo(new TokenCount(11, CountSource.IDS));
    assertThat(readerAfter(events, 6).canCut()).as("the answer has begun").isFalse();
  }

  @Test
  void cutAt_endOfTheEvent_isTheEventItself() {
    List<SseEvent> events = Transcript.load("vllm-uncut").events();

    CutEvent cut = cutAfter(events, 5);

    assertThat(cut.bytes()).isEqualTo(events.get(4).raw());
    assertThat(cut.atChars()).isEqualTo("17*23 = 391.\n\nWait, check: 391".length());
  }

  @Test
  void cutAt_insideTheEvent_onlyItsThinkingIsShorter() {
    ChatStreamReader reader = readerAfter(Transcript.load("vllm-uncut").events(), 3);

    CutEvent cut = reader.cutAt("17*23 = 391.".length());

    assertThat(text(cut.bytes()))
        .isEqualTo(
            "data: {\"id\":\"chatcmpl-V1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\" 391.\"},"
                + "\"logprobs\":null,\"finish_reason\":null,\"token_ids\":[205,206,207]}]}\n\n");
    assertThat(cut.atChars()).isEqualTo(12);
    assertThat(cut.kept()).as("a chunk kept in part counts whole").isEqualTo(ids(7));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 7})
  void cutAt_beforeTheEvent_dropsItButNothingEarlier(long atChars) {
    ChatStreamReader reader = readerAfter(Transcript.load("vllm-uncut").events(), 3);

    CutEvent cut = reader.cutAt(atChars);

    assertThat(cut.bytes()).isEmpty();
    assertThat(cut.atChars()).isEqualTo(7);
    assertThat(cut.kept()).isEqualTo(ids(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vllm-uncut", "sglang", "deepseek", "openrouter", "generic-inline"})
  void cutAt_everyPlace_clientHasExactlyTheKeptThinking(String name) {
    List<SseEvent> events = Transcript.load(name).events();
    String thinking = thinkingOf(events);
    for (int at = 0; at <= thinking.length(); at++) {
      ChatStreamReader reader = readerAfter(events, 0);
      List<SseEvent> client = new ArrayList<>();
      SseDecoder clientDecoder = new SseDecoder(client::add);
      CutEvent cut = null;
      for (int i = 0; cut == null && i < events.size(); i++) {
        reader.onEvent(events.get(i));
        cut = reader.canCut() && reader.reasoningChars() >= at ? reader.cutAt(at) : null;
        clientDecoder.onBytes(cut == null ? reader.forClient() : cut.bytes());
      }
      if (cut != null) {
        assertThat(cut.atChars()).as("cut at %s", at).isGreaterThanOrEqualTo(at);
        assertThat(thinkingOf(client))
            .as("cut at %s", at)
            .isEqualTo(thinking.substring(0, (int) cut.atChars()));
      }
    }
  }

  @Test
  void cutAt_bothReasoningMembers_bothAreShorter() {
    ChatStreamReader reader =
        readerAfter(
            List.of(
                chunk(
                    "{\"reasoning\":\"abcd\",\"reasoning_content\":\"abcd\",\"content\":\"\\n\","
                        + "\"reasoning_details\":[{\"text\":\"abcd\"}]}")),
            1);

    CutEvent cut = reader.cutAt(2);

    assertThat(text(cut.bytes()))
        .contains("{\"reasoning\":\"ab\",\"reasoning_content\":\"ab\",\"content\":\"\"}");
  }

  @Test
  void cutAt_insideASurrogatePair_keepsThePair() {
    ChatStreamReader reader = readerAfter(List.of(chunk("{\"reasoning\":\"a\ud83d\ude00b\"}")), 1);

    CutEvent cut = reader.cutAt(2);

    assertThat(text(cut.bytes())).contains("\"a\ud83d\ude00\"");
    assertThat(cut.atChars()).isEqualTo(3);
  }

  @Test
  void cutAt_inlineTags_cutsTheContent() {
    List<SseEvent> events = Transcript.load("generic-inline").events();
    ChatStreamReader reader = readerAfter(events, 2);

    CutEvent cut = reader.cutAt("\n17*23".length());

    assertThat(text(cut.bytes())).contains("\"delta\":{\"content\":\"nk>\\n17*23\"}");
    assertThat(cut.atChars()).isEqualTo(6);
    assertThat(readerAfter(events, 3).canCut()).as("half a tag is open").isFalse();
    assertThat(readerAfter(events, 5).canCut()).isFalse();
  }

  @Test
  void cutAt_textThatLookedLikeATag_keepsWhatTheClientHas() {
    ChatStreamReader reader =
        readerAfter(
            List.of(chunk("{\"content\":\"<think>ab</thi\"}"), chunk("{\"content\":\"s way\"}")),
            2);

    CutEvent cut = reader.cutAt(2);

    assertThat(cut.bytes()).isEmpty();
    assertThat(cut.atChars()).isEqualTo("ab</thi".length());
  }

  @Test
  void cutAt_lateAfterAComment_keepsAll() {
    ChatStreamReader reader =
        readerAfter(
            List.of(
                chunk("{\"reasoning\":\"abcd\"}"),
                SseEvent.of(null, null, ":\n\n".getBytes(UTF_8))),
            2);

    CutEvent cut = reader.cutAt(1);

    assertThat(cut.atChars()).isEqualTo(4);
    assertThat(text(cut.bytes())).isEqualTo(":\n\n");
  }

  @Test
  void canCut_somethingCouldNotBeRead_false() {
    SseEvent thinking = chunk("{\"reasoning\":\"abcd\"}");

    assertThat(readerAfter(List.of(thinking, event("{half")), 2).canCut()).isFalse();
    assertThat(readerAfter(List.of(thinking, event("[1]"), thinking), 3).canCut()).isFalse();
  }

  @Test
  void phase_separateMemberWhereTagsWereExpected_contentIsAnswer() {
    StreamRecorder recorder = new StreamRecorder(Requests.streaming(), Set.of(), true);

    for (String delta :
        List.of("{\"content\":\"\\n\"}", "{\"reasoning\":\"a\"}", "{\"content\":\"b\"}")) {
      recorder.reader.onEvent(chunk(delta));
    }

    assertThat(recorder.said).endsWith("thinking 'a'", "answer 'b'");
  }

  @Test
  void cutAt_notThinking_refused() {
    ChatStreamReader reader = readerAfter(List.of(chunk("{\"content\":\"a\"}")), 1);

    assertThatThrownBy(() -> reader.cutAt(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ANSWER");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"role":"assistant","content":null}    | BEFORE
          {"content":"\\n\\n"}                   | BEFORE
          {"reasoning_content":""}               | BEFORE
          {"reasoning_content":"\\n"}            | THINKING
          {"content":"<think>"}                  | BEFORE
          {"content":"<think>a"}                 | THINKING
          {"content":"<think>a</think>"}         | ANSWER
          {"content":"a"}                        | ANSWER
          {"reasoning":"a","content":" "}        | THINKING
          {"reasoning":"a","content":"b"}        | ANSWER
          {"tool_calls":[{"index":0}]}           | ANSWER
          {"function_call":{"name":"f"}}         | ANSWER
          {"tool_calls":[]}                      | BEFORE
          {"reasoning":5,"content":{},"x":[]}    | BEFORE
          """)
  void phase_afterOneDelta_isAsFarAsItGoes(String delta, Phase phase) {
    assertThat(readerAfter(List.of(chunk(delta)), 1).phase()).isEqualTo(phase);
  }

  @Test
  void phase_usageWithChoicesAfterTheFinish_staysDone() {
    List<SseEvent> events = Transcript.load("openrouter").events();

    assertThat(readerAfter(events, 5).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void end_connectionClosedAfterTheFinish_complete() {
    ChatStreamReader reader =
        readerAfter(List.of(event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}")), 1);

    reader.onEnd();

    assertThat(reader.end()).isEqualTo(StreamEnd.COMPLETE);
    assertThat(reader.terminated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "error", "insufficient_system_resource"})
  void end_finishReasonThatMeansFailure_failed(String reason) {
    ChatStreamReader reader =
        readerAfter(
            List.of(
                event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}"),
                event("[DONE]")),
            2);

    assertThat(reader.end()).isEqualTo(StreamEnd.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"error":{"code":503,"message":"m"}}                   | 503 | true
          {"error":{"code":"invalid","message":"m"}}             | 0   | true
          {"error":{"code":null,"status":400,"message":"m"}}     | 400 | false
          {"error":{"code":"429","message":"m"}}                 | 429 | true
          {"error":"m"}                                          | 0   | true
          {"object":"error","message":"m","code":400}            | 400 | false
          """)
  void error_anyShape_isRead(String data, int status, boolean retriable) {
    ChatStreamReader reader = readerAfter(List.of(event(data)), 1);

    assertThat(reader.end()).isEqualTo(StreamEnd.FAILED);
    assertThat(reader.error())
        .hasValueSatisfying(
            error -> {
              assertThat(error.message()).isEqualTo("m");
              assertThat(error.status().orElse(0)).isEqualTo(status);
              assertThat(error.retriable()).isEqualTo(retriable);
            });
  }

  @Test
  void channelUnclear_endTagWithoutStart_true() {
    ChatStreamReader reader = readerAfter(Transcript.load("generic-starts-inside").events(), 3);

    assertThat(reader.channelUnclear()).isTrue();
  }

  @Test
  void channelUnclear_shouldHaveStartedInsideButNeverEnded_true() {
    StreamRecorder recorder = StreamRecorder.read(Transcript.load("openai-hidden"), true);

    assertThat(recorder.reader.channelUnclear()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vllm-uncut", "generic-inline", "sglang"})
  void channelUnclear_separateChannels_false(String name) {
    assertThat(StreamRecorder.read(Transcript.load(name), false).reader.channelUnclear()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"vllm-uncut, 8", "llama-ended-in-place, 9", "sglang, 9", "deepseek, 12"})
  void promptTokens_wheneverTheStreamTellsThem_present(String name, long expected) {
    StreamRecorder recorder = StreamRecorder.read(Transcript.load(name), false);

    assertThat(recorder.reader.promptTokens()).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"delta":{"reasoning":"ab"}}                                           | 2 chunks
          {"delta":{"reasoning":"abcdefghijklmnop"}}                             | 10 estimated
          {"delta":{"reasoning":"ab"},"logprobs":{"content":[{},{},{}]}}         | 6 logprobs
          {"delta":{"reasoning":"ab"},"token_ids":[1,2]}                         | 4 ids
          """)
  void tokens_twoChunks_fromTheBestSource(String choice, String expected) {
    SseEvent event = event("{\"choices\":[" + choice + "]}");

    TokenCount count = readerAfter(List.of(event, event), 2).tokens();

    assertThat(count.tokens() + " " + count.source().label()).isEqualTo(expected);
  }

  @Test
  void tokens_sourceThatStopped_isNotTrusted() {
    SseEvent withUsage =
        event(
            "{\"choices\":[{\"delta\":{\"reasoning\":\"a\"},\"token_ids\":[1]}],"
                + "\"usage\":{\"completion_tokens\":1}}");

    TokenCount count = readerAfter(List.of(withUsage, chunk("{\"reasoning\":\"b\"}")), 2).tokens();

    assertThat(count).isEqualTo(new TokenCount(2, CountSource.CHUNKS));
  }

  @Test
  void onEvent_garbage_isOpaqueAndPassedOn() {
    for (String data :
        List.of("", "{", "nonsense", "[1]", "7", "null", "{\"a\":1}{", "{\"a\":1}}")) {
      StreamRecorder recorder = new StreamRecorder(Requests.streaming(), ALL, false);
      SseEvent event = event(data);

      recorder.reader.onEvent(event);

      assertThat(recorder.said).as(data).containsExactly("opaque");
      assertThat(recorder.reader.forClient()).as(data).isEqualTo(event.raw());
    }
  }

  @Test
  void onEvent_damagedChunks_neverThrows() {
    String chunk = Transcript.load("sglang").events().get(2).data();
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      StringBuilder data = new StringBuilder(chunk);
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at = random.nextInt(data.length());
        data.setCharAt(at, "{}[]\",:0n".charAt(random.nextInt(9)));
      }
      StreamRecorder recorder = new StreamRecorder(Requests.streaming(), ALL, false);
      recorder.reader.onEvent(event(data.toString()));
      if (recorder.reader.canCut()) {
        recorder.reader.cutAt(random.nextInt(20));
      }
      assertThat(recorder.reader.forClient()).as("seed %s", seed).isNotNull();
    }
  }

  @Test
  void onEvent_numbersOfAnySize_areNoCounts() {
    StreamRecorder recorder = new StreamRecorder(Requests.streaming(), Set.of(), false);

    recorder.reader.onEvent(
        event(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":1e999999999,\"completion_tokens\":-1,"
                + "\"total_tokens\":123456789012345678901234567890}}"));

    assertThat(recorder.said).containsExactly("usage");
  }

  private static String thinkingOf(List<SseEvent> events) {
    StringBuilder thinking = new StringBuilder();
    ChatStreamReader reader =
        UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false)
            .reader(
                Requests.streaming(),
                Set.of(),
                new ChatStreamReader.Listener() {
                  @Override
                  public void onReasoning(String text) {
                    thinking.append(text);
                  }
                });
    events.forEach(reader::onEvent);
    reader.onEnd();
    return thinking.toString();
  }

  private static ChatStreamReader readerAfter(List<SseEvent> events, int count) {
    ChatStreamReader reader =
        new StreamRecorder(Requests.streamingWithUsage(), Set.of(), false).reader;
    events.subList(0, count).forEach(reader::onEvent);
    return reader;
  }

  private static CutEvent cutAfter(List<SseEvent> events, int count) {
    ChatStreamReader reader = readerAfter(events, count);
    return reader.cutAt(reader.reasoningChars());
  }

  private static SseEvent chunk(String delta) {
    return event("{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}");
  }

  private static SseEvent event(String data) {
    return SseEvent.of(null, data, SseEncoder.data(data));
  }

  private static TokenCount ids(long tokens) {
    return new TokenCount(tokens, CountSource.IDS);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
