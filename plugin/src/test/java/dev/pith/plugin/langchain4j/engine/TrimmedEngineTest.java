package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;
import org.junit.jupiter.api.Test;

/** The decorator over the small model that comes with Pith. */
class TrimmedEngineTest {

  private static final String QUESTION =
      "Facts: Yusuf has 22 coins. Uma leads Yusuf by 10 coins. Ben trails Uma by 7 coins. Sofia leads"
          + " Ben by 9 coins. Finn trails Sofia by 4 coins. Nils leads Finn by 12 coins. How many"
          + " coins does Nils have?";

  @Test
  void chat_thinkingThatHasSettled_isCutAndAnsweredAlike() {
    try (EngineStreamingChatModel engine =
        EngineStreamingChatModel.builder()
            .defaultRequestParameters(
                EngineChatRequestParameters.builder().temperature(0.0).build())
            .build()) {
      RecordedStream bare = new RecordedStream();
      engine.chat(QUESTION, bare);
      RecordedStream trimmed = new RecordedStream();
      TrimmingStreamingChatModel.of(engine).chat(QUESTION, trimmed);

      ChatResponse whole = bare.response();
      ChatResponse cut = trimmed.response();

      TrimReport report = TrimReport.of(cut).orElseThrow();
      assertThat(report.method()).isEqualTo(ContinuationMethod.PREFILL_THINKING);
      assertThat(cut.aiMessage().text()).isEqualTo(whole.aiMessage().text());
      assertThat(trimmed.said()).last().isEqualTo(cut.aiMessage().text());
      assertThat(cut.tokenUsage().outputTokenCount())
          .isLessThan(whole.tokenUsage().outputTokenCount());
      EngineTokenUsage usage = (EngineTokenUsage) cut.tokenUsage();
      assertThat(usage.reasoningTokenCount())
          .isEqualTo(Math.toIntExact(report.kept().tokens()))
          .isLessThan(usage.outputTokenCount());
      assertThat(usage.cachedInputTokenCount()).as("told by no call").isNull();
      assertThat(report.continuationCachedTokens().orElseThrow())
          .as("the second call goes on from the KV of the first")
          .isBetween(report.kept().tokens(), report.continuationPromptTokens().orElseThrow());
    }
  }
}
