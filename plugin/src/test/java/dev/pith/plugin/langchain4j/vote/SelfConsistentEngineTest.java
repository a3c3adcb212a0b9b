package dev.pith.plugin.langchain4j.vote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;
import dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.vote.VoteMeter.Count;
import dev.pith.plugin.vote.VoteOptions;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Votes over the small model that comes with Pith. */
class SelfConsistentEngineTest {

  private static final UserMessage QUESTION =
      UserMessage.from(
          "Facts: Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?");

  private static LocalModel small;
  private static EngineStreamingChatModel engine;

  @BeforeAll
  static void open() throws IOException {
    small = LocalModel.open(ModelSettings.embedded());
    engine = EngineStreamingChatModel.builder().model(small).build();
  }

  @AfterAll
  static void close() {
    engine.close();
    small.close();
  }

  @Test
  void chat_seed_everyBranchHasItsOwnAndAChatRepeats() {
    SelfConsistentChatModel model =
        SelfConsistentChatModel.builder(engine).options(VoteOptions.selfConsistency(4)).build();
    ChatRequest seeded = request(EngineChatRequestParameters.builder().seed(7L).temperature(1.2));

    ChatResponse first = model.chat(seeded);
    ChatResponse again = model.chat(seeded);

    VoteReport report = VoteReport.of(first).orElseThrow();
    assertThat(report.finished()).isEqualTo(4);
    assertThat(VoteReport.of(again).orElseThrow().votes()).isEqualTo(report.votes());
    assertThat(again.aiMessage().text()).isEqualTo(first.aiMessage().text());
    assertThat(first.tokenUsage().outputTokenCount()).isEqualTo((int) report.kept().tokens());
  }

  @Test
  void chat_safeLead_endsTheGenerationsThatRun() {
    VoteOptions options =
        VoteOptions.builder()
            .set("most", 8)
            .set("stepTokens", 2)
            .set("confidence", 0.7)
            .set("hold", 1)
            .set("minFinished", 1)
            .build();
    SelfConsistentChatModel model =
        SelfConsistentChatModel.builder(TrimmingStreamingChatModel.of(engine))
            .options(options)
            .build();

    ChatResponse response =
        model.chat(request(EngineChatRequestParameters.builder().temperature(0.6)));

    VoteReport report = VoteReport.of(response).orElseThrow();
    assertThat(report.started()).isEqualTo(8);
    assertThat(report.finished() + report.cancelled()).isEqualTo(8);
    Awaitility.await().until(() -> small.generator().stats().running() == 0);
    assertThat(model.votes().get(Count.BRANCHES_UNCANCELLED)).isZero();
  }

  private static ChatRequest request(EngineChatRequestParameters.Builder parameters) {
    return ChatRequest.builder().messages(QUESTION).parameters(parameters.build()).build();
  }
}
