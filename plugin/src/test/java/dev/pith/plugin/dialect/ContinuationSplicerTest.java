package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.CutReason;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationSplicerTest {
  private static final UpstreamDialect DIALECT =
      UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false);
  private static final TokenCount KEPT = new TokenCount(11, CountSource.IDS);
  private static final PithReport REPORT =
      new PithReport(
          "",
          CutReason.OVERTHINKING,
          OptionalLong.empty(),
          KEPT,
          StopMethod.TOKEN_CONTINUE,
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.of(0));
  private static final String GUIDE = "\n\nI have the result.\n";

  @Test
  void splice_recordedCut_isTheRecordedClientStreamHoweverTheNetworkCuts() {
    Transcript continuation = Transcript.load("vllm-continuation");
    String expected = text(Transcript.load("vllm-continuation-client").bytes());
    int length = continuation.bytes().length;
    for (int size = 1; size <= length; size++) {
      ContinuationSplicer splicer = splicer(Requests.streamingWithUsage(), vllmCut(), true);

      String client = run(splicer, continuation.inBuffersOf(size));

      assertThat(client).as("buffers of %s bytes", size).isEqualTo(expected);
      assertThat(splicer.end()).isEqualTo(StreamEnd.COMPLETE);
      assertThat(splicer.cutFailed()).isFalse();
    }
  }

  @Test
  void closing_clientAskedForNoUsage_reportRidesInTheFinishChunk() {
    String client =
        run(splicer(Requests.streaming(), vllmCut(), true), Transcript.load("vllm-continuation"));

    assertThat(client)
        .endsWith(
            "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1**\"},\"finish_reason\":\"stop\"}],"
                + "\"pith\":{\"cut_at\":11,\"reason\":\"OVERTHINKING\",\"method\":\"TOKEN_CONTINUE\","
                + "\"guide_tokens\":6,\"continuation_prompt_tokens\":25,"
                + "\"continuation_cached_tokens\":16,\"surplus_tokens\":0,\"counted\":\"ids\"}}\n\n"
                + "data: [DONE]\n\n")
        .doesNotContain("\"usage\"");
  }

  @Test
  void closing_reportSwitchedOff_onlyUsage() {
    String client =
        run(
            splicer(Requests.streamingWithUsage(), vllmCut(), false),
            Transcript.load("vllm-continuation"));

    assertThat(client).contains("\"usage\":{\"prompt_tokens\":8").doesNotContain("pith");
  }

  @Test
  void closing_nothingCounted_noUsageButTheReport() {
    TokenCount guessed = new TokenCount(11, CountSource.ESTIMATED);
    ContinuationSplicer splicer =
        DIALECT.splicer(
            Requests.streamingWithUsage(), cutAfter(chunk("{\"reasoning\":\"a\"}")), guessed, true);

    String client = run(splicer, chunk("{\"content\":\"b\"}"), finish(), done());

    assertThat(client)
        .contains("\"choices\":[],\"pith\":{\"cut_at\":11")
        .doesNotContain("usage", "continuation_prompt_tokens", "guide_tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {"reasoning":"So 3"};{"reasoning":"91"}            | -                | So 391              | false
          {"reasoning_content":"So"};{"content":" 391"}      | -                | So 391              | false
          {"content":"391"}                                  | -                | 391                 | false
          {"content":"\\n\\n391"}                            | -                | \\n\\n391           | false
          {"content":"<"};{"content":" 4"}                   | -                | < 4                 | false
          {"content":"Wai"};{"content":"ting is over"}       | -                | Waiting is over     | false
          {"content":"W"}                                    | -                | W                   | false
          {"content":"</th"};{"content":"ink>391"}           | -                | 391                 | false
          {"reasoning":"\\n</think>\\n"};{"content":"391"}   | -                | \\n391              | false
          {"content":"<thi"};{"content":"nk>no</think>yes"}  | no               | yes                 | true
          {"reasoning":"<think>no"};{"content":"yes"}        | no               | yes                 | true
          {"reasoning":"Wait"};{"reasoning":", no"};{"content":"yes"}  | Wait, no | yes               | true
          {"reasoning":"Hmm, no","content":"yes"}            | Hmm, no          | yes                 | true
          {"content":"Wait, no. 391"}                        | -                | Wait, no. 391       | true
          """)
  void onEvent_channelOfTheText_isDecidedByWhatItSays(
      String deltas, String reasoning, String answer, boolean cutFailed) {
    ContinuationSplicer splicer =
        splicer(Requests.streaming(), cutAfter(chunk("{\"reasoning\":\"a\"}")), true);
    ByteArrayOutputStream client = new ByteArrayOutputStream();
    for (String delta : deltas.split(";", -1)) {
      client.writeBytes(splicer.onEvent(chunk(delta)));
    }
    client.writeBytes(splicer.onEvent(finish()));
    client.writeBytes(splicer.closing(REPORT));

    ChatCompletionAssembler assembler = new ChatCompletionAssembler(1 << 20);
    assembler.onBytes(client.toByteArray());
    String body = text(assembler.body());

    assertThat(body).contains("\"content\":\"" + answer + "\"");
    assertThat(body.contains("\"reasoning\":")).isEqualTo(reasoning != null);
    if (reasoning != null) {
      assertThat(body).contains("\"reasoning\":\"" + reasoning + "\"");
    }
    assertThat(splicer.cutFailed()).isEqualTo(cutFailed);
  }

  @Test
  void onEvent_textsInRandomPiecesAndChannels_noLetterIsLost() {
    List<String> words =
        List.of("<think>", "</think>", "Wait", ", ", "Hmm", "[THINK]", "\n", "<", "x");
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        text.append(words.get(random.nextInt(words.size())));
      }
      ChatStreamReader cut =
          cutAfter(
              chunk(random.nextBoolean() ? "{\"reasoning\":\"a\"}" : "{\"content\":\"<think>a\"}"));
      ContinuationSplicer splicer = splicer(Requests.streaming(), cut, true);
      ByteArrayOutputStream client = new ByteArrayOutputStream();

      for (int from = 0, to; from < text.length(); from = to) {
        to = Math.min(text.length(), from + 1 + random.nextInt(6));
        String member = random.nextBoolean() ? "content" : "reasoning";
        String piece = Json.quote(text.substring(from, to));
        client.writeBytes(splicer.onEvent(chunk("{\"" + member + "\":" + piece + "}")));
      }
      client.writeBytes(splicer.onEvent(finish()));
      client.writeBytes(splicer.closing(REPORT));

      String all = text(client.toByteArray());
      assertThat(all).as("seed %s", seed).endsWith("data: [DONE]\n\n");
      assertThat(count('x', deltas(all)))
          .as("seed %s", seed)
          .isEqualTo(count('x', text.toString()));
    }
  }

  @Test
  void onEvent_whiteSpaceWithoutEnd_isNotHeldForLong() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);
    int sent = 0;

    for (int i = 0; i < 8_000; i++) {
      sent += splicer.onEvent(chunk("{\"content\":\"\\n\"}")).length > 0 ? 1 : 0;
    }

    assertThat(sent).isEqualTo(8_000 - AnswerChannel.MAX_HELD_CHARS);
  }

  @Test
  void splice_inlineTags_guideAndEndTagComeAsContent() {
    ContinuationSplicer splicer =
        splicer(Requests.streaming(), cutAfter(chunk("{\"content\":\"<think>\\na\"}")), false);

    String client =
        text(splicer.opening(GUIDE, ""))
            + run(splicer, chunk("{\"content\":\"391\"}"), finish(), done());

    assertThat(client)
        .isEqualTo(
            delta("{\"content\":\"\\n\\nI have the result.\\n</think>\\n\\n\"}", "null")
                + delta("{\"content\":\"391\"}", "null")
                + delta("{}", "\"stop\"")
                + "data: [DONE]\n\n");
  }

  @Test
  void splice_inlineTagsAndTheModelThinksAgain_allGoesOnAsContent() {
    ContinuationSplicer splicer =
        splicer(Requests.streaming(), cutAfter(chunk("{\"content\":\"<think>\\na\"}")), false);

    String client = run(splicer, chunk("{\"content\":\"<think>b</think>c\"}"), finish());

    assertThat(client).startsWith(delta("{\"content\":\"<think>b</think>c\"}", "null"));
    assertThat(splicer.cutFailed()).isTrue();
  }

  @Test
  void opening_emptyGuideInASeparateMember_nothing() {
    assertThat(splicer(Requests.streaming(), vllmCut(), true).opening("", "")).isEmpty();
  }

  @Test
  void onEvent_firstChunks_startedOnlyWithText() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);

    byte[] role = splicer.onEvent(chunk("{\"role\":\"assistant\",\"content\":\"\"}"));

    assertThat(role).isEmpty();
    assertThat(splicer.started()).isFalse();
    splicer.onEvent(chunk("{\"content\":\"3\"}"));
    assertThat(splicer.started()).isTrue();
  }

  @Test
  void onEvent_commentsAndGarbage_arePassedOn() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);
    SseEvent comment = SseEvent.of(null, null, ": wait\n\n".getBytes(UTF_8));

    assertThat(splicer.onEvent(comment)).isEqualTo(comment.raw());
    assertThat(text(splicer.onEvent(event("{half")))).isEqualTo("data: {half\n\n");
  }

  @Test
  void onEvent_toolCall_isPassedOnInItsPlace() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);

    String client =
        run(splicer, chunk("{\"content\":\"W\"}"), chunk("{\"tool_calls\":[{\"index\":0}]}"));

    assertThat(client)
        .contains("{\"content\":\"W\"}")
        .contains("\"delta\":{\"tool_calls\":[{\"index\":0}]}");
    assertThat(client.indexOf("\"W\"")).isLessThan(client.indexOf("tool_calls"));
  }

  @Test
  void closing_unknownMembersOfTheFinishChunk_areKept() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), false);

    String client =
        run(
            splicer,
            event(
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}],\"replay\":{\"x\":1}}"));

    assertThat(client).contains("\"finish_reason\":\"length\"}],\"replay\":{\"x\":1}}");
  }

  @Test
  void closing_connectionBroke_textThenErrorEvent() {
    ContinuationSplicer splicer = splicer(Requests.streamingWithUsage(), vllmCut(), true);

    String client = run(splicer, chunk("{\"content\":\"W\"}"));

    assertThat(splicer.end()).isEqualTo(StreamEnd.BROKEN);
    assertThat(client)
        .contains("{\"content\":\"W\"}")
        .endsWith(
            "data: {\"error\":{\"message\":\"the upstream broke off its answer\","
                + "\"type\":\"upstream_error\",\"param\":null,\"code\":\"bad_gateway\"}}\n\n");
  }

  @Test
  void closing_connectionBrokeInsideAnEvent_errorEventStandsAlone() {
    String half = "data: {\"id\":\"c\",\"cho";

    String client =
        run(
            splicer(Requests.streaming(), vllmCut(), true),
            chunk("{\"content\":\"39\"}"),
            SseEvent.of(null, half.substring(6), half.getBytes(UTF_8)));

    assertThat(client).contains("\"39\"", "\n\ndata: {\"error\":{").doesNotContain("\"cho\n");
    assertThat(client.split("\n\n")).hasSize(2);
  }

  @Test
  void closing_upstreamReportedAnError_itsMessageIsPassedOn() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);

    String client =
        run(splicer, event("{\"error\":{\"message\":\"out of memory\",\"code\":500}}"), done());

    assertThat(splicer.end()).isEqualTo(StreamEnd.FAILED);
    assertThat(splicer.error()).map(UpstreamError::message).contains("out of memory");
    assertThat(client).contains("out of memory").doesNotContain("[DONE]");
  }

  @Test
  void closing_finishReasonThatMeansFailure_errorEvent() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);

    String client =
        run(
            splicer,
            event("{\"choices\":[{\"delta\":{\"content\":\"3\"},\"finish_reason\":\"abort\"}]}"));

    assertThat(splicer.end()).isEqualTo(StreamEnd.FAILED);
    assertThat(client).contains("{\"content\":\"3\"}", "upstream_error").doesNotContain("DONE");
  }

  @Test
  void mergedUsage_countsOfBothCalls_add() {
    ContinuationSplicer splicer = splicer(Requests.streaming(), vllmCut(), true);

    run(splicer, Transcript.load("vllm-continuation"));

    assertThat(splicer.mergedUsage())
        .isEqualTo(
            new UsageReport(
                OptionalLong.of(8),
                OptionalLong.of(15),
                OptionalLong.of(23),
                OptionalLong.of(11),
                OptionalLong.empty(),
                OptionalLong.empty()));
  }

  private static ChatStreamReader vllmCut() {
    return cutAfter(Transcript.load("vllm-uncut").events().subList(0, 5).toArray(new SseEvent[0]));
  }

  private static ChatStreamReader cutAfter(SseEvent... events) {
    ChatStreamReader reader =
        DIALECT.reader(Requests.streaming(), Set.of(), new ChatStreamReader.Listener() {});
    for (SseEvent event : events) {
      reader.onEvent(event);
    }
    return reader;
  }

  private static ContinuationSplicer splicer(
      ChatRequest request, ChatStreamReader cut, boolean withReport) {
    return DIALECT.splicer(request, cut, KEPT, withReport);
  }

  private static String run(ContinuationSplicer splicer, Transcript continuation) {
    ByteArrayOutputStream client = new ByteArrayOutputStream();
    client.writeBytes(splicer.opening(GUIDE, ""));
    SseDecoder decoder = new SseDecoder(event -> client.writeBytes(splicer.onEvent(event)));
    continuation.buffers().forEach(decoder::onBytes);
    decoder.onEnd();
    splicer.onEnd();
    client.writeBytes(splicer.closing(REPORT));
    return text(client.toByteArray());
  }

  private static String run(ContinuationSplicer splicer, SseEvent... events) {
    ByteArrayOutputStream client = new ByteArrayOutputStream();
    for (SseEvent event : events) {
      client.writeBytes(splicer.onEvent(event));
    }
    splicer.onEnd();
    client.writeBytes(splicer.closing(REPORT));
    return text(client.toByteArray());
  }

  /** Returns the texts of all deltas of a client's stream. */
  private static String deltas(String stream) {
    StringBuilder texts = new StringBuilder();
    SseDecoder decoder =
        new SseDecoder(
            event -> {
              ChatChunk chunk = ChatChunk.read(event);
              texts.append(chunk.reasoning()).append(chunk.content());
            });
    decoder.onBytes(stream.getBytes(UTF_8));
    return texts.toString();
  }

  private static long count(char letter, String text) {
    return text.chars().filter(c -> c == letter).count();
  }

  private static SseEvent chunk(String delta) {
    return event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}");
  }

  private static SseEvent finish() {
    return event("{\"id\":\"c\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
  }

  private static SseEvent done() {
    return event("[DONE]");
  }

  private static SseEvent event(String data) {
    return SseEvent.of(null, data, SseEncoder.data(data));
  }

  private static String delta(String delta, String finishReason) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finishReason
        + "}]}\n\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
