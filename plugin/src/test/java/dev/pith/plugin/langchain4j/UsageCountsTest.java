package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.Overthinking.ANSWER;
import static dev.pith.plugin.langchain4j.Overthinking.DROPPED;
import static dev.pith.plugin.langchain4j.Overthinking.KEPT;
import static dev.pith.plugin.langchain4j.Overthinking.ask;
import static dev.pith.plugin.langchain4j.Overthinking.model;
import static dev.pith.plugin.langchain4j.Overthinking.pieces;
import static dev.pith.plugin.langchain4j.Overthinking.question;
import static dev.pith.plugin.langchain4j.Overthinking.trimming;
import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage.InputTokensDetails;
import dev.langchain4j.model.openai.OpenAiTokenUsage.OutputTokensDetails;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.langchain4j.engine.EngineTokenUsage;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the usage of two calls is together, and what of it is unknown. */
class UsageCountsTest {

  private static final int KEPT_TOKENS = pieces(KEPT, 4).size();
  private static final TokenCount THOUGHT = new TokenCount(20, CountSource.CHUNKS);
  private static final TokenCount GUIDE = new TokenCount(5, CountSource.ESTIMATED);

  /** The first call was cut, as it mostly is: it has told nothing. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # told by the second call    thinks anew, together
          60, 8, 55, 0,                false,       35, 28, 20
          60, 8, 55, -,                false,       35, 28, 20
          60, 8, -,  -,                true,        35, 28, -
          60, 8, 55, 3,                true,        35, 28, 23
          60, 8, 55, 3,                false,       35, 28, 23
          60, -, 55, 0,                false,       35, -,  20
          -,  8, -,  0,                false,       -,  28, 20
          12, 8, 12, 0,                false,       0,  28, 20
          """)
  void ofCut_firstCallTellsNothing_itsPromptsCachedTokensAreUnknown(
      Integer input,
      Integer output,
      Integer cached,
      Integer reasoning,
      boolean thinksAnew,
      Integer prompt,
      Integer generated,
      Integer thought) {
    UsageCounts answer = new UsageCounts(input, output, cached, reasoning);

    assertThat(UsageCounts.ofCut(null, answer, THOUGHT, GUIDE, thinksAnew))
        .isEqualTo(new UsageCounts(prompt, generated, null, thought));
  }

  @Test
  void ofCut_firstCallEndedByItself_promptIsWhatItTold() {
    UsageCounts answer = new UsageCounts(60, 8, 55, 0);

    assertThat(UsageCounts.ofCut(new UsageCounts(30, 90, 16, 90), answer, THOUGHT, GUIDE, false))
        .isEqualTo(new UsageCounts(30, 28, 16, 20));
    assertThat(UsageCounts.ofCut(new UsageCounts(30, 90, null, 90), answer, THOUGHT, GUIDE, false))
        .isEqualTo(new UsageCounts(30, 28, null, 20));
  }

  @Test
  void inTypeOf_anyType_hasTheCountsAndTheType() {
    UsageCounts known = new UsageCounts(10, 20, 4, 15);
    UsageCounts unknown = new UsageCounts(10, 20, null, null);

    assertThat(known.inTypeOf(new EngineTokenUsage(1, 1, 1, 1)))
        .isEqualTo(new EngineTokenUsage(10, 20, 4, 15));
    assertThat(unknown.inTypeOf(new EngineTokenUsage(1, 1, 1, 1)))
        .isEqualTo(new EngineTokenUsage(10, 20, null, null));
    assertThat(known.inTypeOf(openAi(1, 1, 1, 1))).isEqualTo(openAi(10, 20, 4, 15));
    assertThat(unknown.inTypeOf(openAi(1, 1, 1, 1))).isEqualTo(openAi(10, 20, null, null));
    assertThat(known.inTypeOf(new TokenUsage(1, 1))).isEqualTo(new TokenUsage(10, 20));
    assertThat(new UsageCounts(null, 20, null, null).inTypeOf(new TokenUsage(null, 1)))
        .isEqualTo(new TokenUsage(null, 20, null));
    AnthropicTokenUsage foreign =
        AnthropicTokenUsage.builder()
            .inputTokenCount(1)
            .outputTokenCount(1)
            .cacheReadInputTokens(7)
            .build();
    assertThat(known.inTypeOf(foreign))
        .isInstanceOf(AnthropicTokenUsage.class)
        .returns(10, TokenUsage::inputTokenCount)
        .returns(20, TokenUsage::outputTokenCount)
        .returns(30, TokenUsage::totalTokenCount);
  }

  @Test
  void of_inTypeOf_isReadAsItWasWritten() {
    UsageCounts counts = new UsageCounts(10, 20, 4, 15);

    assertThat(UsageCounts.of(openAi(10, 20, 4, 15))).isEqualTo(counts);
    assertThat(UsageCounts.of(new EngineTokenUsage(10, 20, 4, 15))).isEqualTo(counts);
    assertThat(UsageCounts.of(openAi(10, 20, null, null)))
        .isEqualTo(new UsageCounts(10, 20, null, null))
        .isEqualTo(UsageCounts.of(new TokenUsage(10, 20)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFILL_TAGS", "PREFILL_THINKING", "REASK"})
  void chat_cut_usageHasTheThinkingOfBothCallsAndNoCachedTokens(ContinuationMethod method) {
    ChatResponse response = cut(question(), goesOn(openAi(60, 8, 55, 3)), method);

    OpenAiTokenUsage usage = (OpenAiTokenUsage) response.tokenUsage();
    assertThat(usage.outputTokensDetails().reasoningTokens()).isEqualTo(KEPT_TOKENS + 3);
    assertThat(usage.outputTokenCount()).isEqualTo(KEPT_TOKENS + 8);
    assertThat(usage.inputTokensDetails()).as("cached of the first prompt").isNull();
    TrimReport report = TrimReport.of(response).orElseThrow();
    assertThat(report.continuationPromptTokens()).hasValue(60);
    assertThat(report.continuationCachedTokens()).hasValue(55);
  }

  @Test
  void chat_askedAgainAndNoThinkingTold_thinkingIsUnknown() {
    ChatResponse response =
        cut(question(), goesOn(openAi(60, 8, null, null)), ContinuationMethod.REASK);

    OpenAiTokenUsage usage = (OpenAiTokenUsage) response.tokenUsage();
    assertThat(usage.outputTokenCount()).isEqualTo(KEPT_TOKENS + 8);
    assertThat(usage.outputTokensDetails()).isNull();
    assertThat(TrimReport.of(response).orElseThrow().continuationCachedTokens()).isEmpty();
  }

  @Test
  void chat_bothCallsEndAndTellTheirUsage_promptIsTheFirstOnes() {
    CountDownLatch firstEnded = new CountDownLatch(1);
    FakeStreamingChatModel delegate =
        model(
            reply().thinking(pieces(KEPT + DROPPED, 4)).usage(openAi(30, 90, 16, 90)),
            reply().waitFor(firstEnded::await).text(ANSWER).usage(openAi(60, 8, 55, 0)));
    RecordingHandler user = new RecordingHandler();

    trimming(delegate, ContinuationMethod.PREFILL_TAGS).chat(ask(), user);
    Awaitility.await().until(() -> delegate.ended() == 1);
    firstEnded.countDown();

    assertThat(user.await().tokenUsage()).isEqualTo(openAi(30, KEPT_TOKENS + 8, 16, KEPT_TOKENS));
  }

  private static ChatResponse cut(FakeReply first, FakeReply second, ContinuationMethod method) {
    RecordingHandler user = new RecordingHandler();
    trimming(model(first, second), method).chat(ask(), user);
    return user.await();
  }

  private static FakeReply goesOn(TokenUsage usage) {
    return reply().text(pieces(ANSWER, 4)).usage(usage);
  }

  private static OpenAiTokenUsage openAi(
      int input, int output, @Nullable Integer cached, @Nullable Integer reasoning) {
    OpenAiTokenUsage.Builder usage =
        OpenAiTokenUsage.builder()
            .inputTokenCount(input)
            .outputTokenCount(output)
            .totalTokenCount(input + output);
    if (cached != null) {
      usage.inputTokensDetails(InputTokensDetails.builder().cachedTokens(cached).build());
    }
    if (reasoning != null) {
      usage.outputTokensDetails(OutputTokensDetails.builder().reasoningTokens(reasoning).build());
    }
    return usage.build();
  }
}
