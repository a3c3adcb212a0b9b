package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UsageMergeTest {
  private static final UpstreamDialect DIALECT =
      UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false);
  private static final TokenCount KEPT = new TokenCount(11, CountSource.IDS);
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final OptionalLong ZERO = OptionalLong.of(0);

  @ParameterizedTest
  @EnumSource(names = {"IDS", "USAGE", "TIMINGS", "LOGPROBS"})
  void merge_countedTokens_addUp(CountSource source) {
    UsageReport merged =
        UsageMerge.merge(prompt(8, 4), new TokenCount(11, source), OptionalLong.of(4), ZERO);

    assertThat(merged.toJson())
        .hasToString(
            "{\"prompt_tokens\":8,\"completion_tokens\":15,\"total_tokens\":23,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":11}}");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHUNKS", "ESTIMATED"})
  void merge_guessedTokens_stayOut(CountSource source) {
    UsageReport merged =
        UsageMerge.merge(prompt(8, 4), new TokenCount(11, source), OptionalLong.of(4), ZERO);

    assertThat(merged.toJson())
        .hasToString("{\"prompt_tokens\":8,\"prompt_tokens_details\":{\"cached_tokens\":4}}");
  }

  @Test
  void merge_unknownAnswer_onlyThePartsThatAreKnown() {
    UsageReport merged =
        UsageMerge.merge(UsageReport.UNKNOWN, new TokenCount(11, CountSource.IDS), NONE, ZERO);

    assertThat(merged.toJson())
        .hasToString("{\"completion_tokens_details\":{\"reasoning_tokens\":11}}");
  }

  @Test
  void merge_secondCallThoughtAnew_thinkingOfBothOrUnknown() {
    TokenCount kept = new TokenCount(11, CountSource.IDS);
    OptionalLong answer = OptionalLong.of(9);

    UsageReport told = UsageMerge.merge(prompt(8, 4), kept, answer, OptionalLong.of(5));
    UsageReport untold = UsageMerge.merge(prompt(8, 4), kept, answer, NONE);

    assertThat(told.completionTokens()).hasValue(20);
    assertThat(told.reasoningTokens()).hasValue(16);
    assertThat(untold.completionTokens()).hasValue(20);
    assertThat(untold.reasoningTokens()).isEmpty();
  }

  @Test
  void merge_promptPutIntoACache_isToldWithWhatWasThere() {
    OptionalLong written = OptionalLong.of(3);
    UsageReport prompt =
        new UsageReport(OptionalLong.of(8), NONE, NONE, NONE, OptionalLong.of(4), written);

    UsageReport merged = UsageMerge.merge(prompt, TokenCount.NONE, OptionalLong.of(4), ZERO);

    assertThat(merged.toJson().path("prompt_tokens_details"))
        .hasToString("{\"cached_tokens\":4,\"cache_write_tokens\":3}");
  }

  @Test
  void guide_allKnown_isTheRestOfThePrompt() {
    TokenCount kept = new TokenCount(11, CountSource.IDS);

    assertThat(UsageMerge.guide(OptionalLong.of(25), OptionalLong.of(8), kept)).hasValue(6);
    assertThat(UsageMerge.guide(OptionalLong.of(18), OptionalLong.of(8), kept)).isEmpty();
    assertThat(UsageMerge.guide(NONE, OptionalLong.of(8), kept)).isEmpty();
    assertThat(UsageMerge.guide(OptionalLong.of(25), NONE, kept)).isEmpty();
  }

  /** What the first call told of its prompt stays, whatever the second one tells of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":6,"cache_write_tokens":2}} | 6 | 2
          "usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":0}} | 0 | -1
          "timings":{"cache_n":4,"prompt_n":5} | 4 | -1
          "x":1 | -1 | -1
          """)
  void mergedUsage_whatACacheHadOfThePrompt_isTheFirstCalls(
      String told, long cached, long written) {
    ChatStreamReader cut =
        cutAfter(
            event("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"a\"}}]," + told + "}"),
            chunk("{\"reasoning\":\"b\"}"));
    ContinuationSplicer splicer = splicer(cut);

    run(splicer, chunk("{\"content\":\"391\"}"), finish(), usage(20, 3, 18, 0), done());

    assertThat(splicer.mergedUsage().cachedTokens().orElse(-1)).isEqualTo(cached);
    assertThat(splicer.mergedUsage().cacheWrittenTokens().orElse(-1)).isEqualTo(written);
    assertThat(splicer.mergedUsage().reasoningTokens()).hasValue(11);
    assertThat(splicer.usage().cachedTokens()).hasValue(18);
  }

  @Test
  void mergedUsage_askedOnceMore_hasTheThinkingOfBothCalls() {
    ChatStreamReader cut = cutAfter(chunk("{\"reasoning\":\"a\"}"));
    ContinuationSplicer told = DIALECT.answerSplicer(Requests.streaming(), cut, KEPT, true);
    ContinuationSplicer untold = DIALECT.answerSplicer(Requests.streaming(), cut, KEPT, true);
    SseEvent thinking = chunk("{\"reasoning\":\"b\"}");
    SseEvent answer = chunk("{\"content\":\"391\"}");

    run(told, thinking, answer, finish(), usage(20, 8, 18, 5), done());
    run(untold, thinking, answer, finish(), event(Json.write(plainUsage(20, 8))), done());

    assertThat(told.mergedUsage().completionTokens()).hasValue(19);
    assertThat(told.mergedUsage().reasoningTokens()).hasValue(16);
    assertThat(untold.mergedUsage().completionTokens()).hasValue(19);
    assertThat(untold.mergedUsage().reasoningTokens()).isEmpty();
  }

  @Test
  void mergedUsage_modelThoughtAnewAfterTheCut_hasItsThinkingToo() {
    ContinuationSplicer splicer = splicer(cutAfter(chunk("{\"reasoning\":\"a\"}")));

    run(
        splicer,
        chunk("{\"reasoning\":\"<think>no\"}"),
        chunk("{\"content\":\"yes\"}"),
        finish(),
        usage(20, 8, 18, 5),
        done());

    assertThat(splicer.mergedUsage().reasoningTokens()).hasValue(16);
  }

  private static UsageReport prompt(long prompt, long cached) {
    return new UsageReport(
        OptionalLong.of(prompt), NONE, NONE, NONE, OptionalLong.of(cached), NONE);
  }

  private static ChatStreamReader cutAfter(SseEvent... events) {
    ChatStreamReader reader =
        DIALECT.reader(Requests.streaming(), Set.of(), new ChatStreamReader.Listener() {});
    List.of(events).forEach(reader::onEvent);
    return reader;
  }

  private static ContinuationSplicer splicer(ChatStreamReader cut) {
    return DIALECT.splicer(Requests.streaming(), cut, KEPT, true);
  }

  private static void run(ContinuationSplicer splicer, SseEvent... events) {
    List.of(events).forEach(splicer::onEvent);
    splicer.onEnd();
  }

  private static SseEvent chunk(String delta) {
    return event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}");
  }

  private static SseEvent usage(int prompt, int completion, int cached, int reasoning) {
    ObjectNode chunk = plainUsage(prompt, completion);
    chunk.withObject("/usage/prompt_tokens_details").put("cached_tokens", cached);
    chunk.withObject("/usage/completion_tokens_details").put("reasoning_tokens", reasoning);
    return event(Json.write(chunk));
  }

  private static ObjectNode plainUsage(int prompt, int completion) {
    ObjectNode chunk = Json.object();
    chunk.putArray("choices");
    chunk.putObject("usage").put("prompt_tokens", prompt).put("completion_tokens", completion);
    return chunk;
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
}
