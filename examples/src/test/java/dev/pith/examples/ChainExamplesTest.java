package dev.pith.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.verifier.trim.RuleVerifier;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainExamplesTest {

  private static final String QUESTION = "What is 17 * 23?";
  private static final String ANSWER = "17 * 23 = 391";

  @Test
  void chainQuickstart_embeddedModel_thinksAndAnswers() throws Exception {
    String printed = FakeModel.printedBy(() -> ChainQuickstart.main(new String[0]));

    assertThat(printed).contains("Yara").containsPattern("TokenUsage.*outputTokenCount");
  }

  @Test
  void engineChat_embeddedModel_tellsThinkingAnswerAndTokens() throws Exception {
    String printed = FakeModel.printedBy(() -> EngineChat.main(new String[0]));

    assertThat(printed).contains("Sofia").containsPattern("\\d+ tokens");
  }

  @Test
  void selfConsistency_embeddedModel_agreesBeforeAllBranchesHaveRun() throws Exception {
    String printed = FakeModel.printedBy(() -> SelfConsistency.main(new String[0]));

    assertThat(printed).contains("34").containsPattern("settled after \\d+ of 16 branches");
  }

  @Test
  void treeSearch_embeddedModel_tellsAnAnswerAndItsCosts() throws Exception {
    String printed = FakeModel.printedBy(() -> TreeSearchOnEngine.main(new String[0]));

    assertThat(printed)
        .contains("34, confidence")
        .containsPattern("[1-9]\\d* tokens generated")
        .containsPattern("[1-9]\\d* bytes of KV");
  }

  @Test
  void treeSearchOnServer_modelBehindHttp_tellsAnAnswerAndWhatWasCached() throws Exception {
    Vertx vertx = Vertx.vertx();
    ProxySettings settings = ProxySettings.builder("http://127.0.0.1:1").set("port", 0).build();
    try (LocalModel model = LocalModel.open(ModelSettings.embedded())) {
      ProxyServer server =
          ProxyServer.start(
                  vertx,
                  settings,
                  RuleVerifier.of(settings.options().trim()),
                  new EngineUpstream(vertx, model, settings.maxBodyBytes()))
              .await();
      String[] arguments = {"http://127.0.0.1:" + server.port(), model.name(), "generic"};

      String printed = FakeModel.printedBy(() -> TreeSearchOnServer.main(arguments));

      assertThat(printed)
          .contains(", confidence ")
          .containsPattern("[1-9]\\d* tokens generated")
          .contains("the server does not tell");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void toolService_eachRound_isCut() throws Exception {
    try (FakeModel model = new FakeModel(false)) {
      String[] arguments = {model.url(), "fake", QUESTION};

      String printed = FakeModel.printedBy(() -> ToolService.main(arguments));

      assertThat(printed).contains(ANSWER).contains("OVERTHINKING after ");
      assertThat(model.requests()).as("two rounds of two calls").isEqualTo(4);
      assertThat(model.bodies().get(2)).contains("tool_call_id");
    }
  }

  @Test
  void memoryAgent_secondTask_carriesTheEndOfTheThinking() throws Exception {
    try (FakeModel model = new FakeModel(false)) {
      String[] arguments = {model.url(), "fake", QUESTION, "And once more?"};

      String printed = FakeModel.printedBy(() -> MemoryAgent.main(arguments));

      assertThat(printed).contains(ANSWER, "cut: {overthinking=2}");
      assertThat(model.bodies().get(2)).contains("reasoning_content").doesNotContain("Way 1:");
    }
  }

  @Test
  void ragChunks_retrieved_areMarkedBeforeTheQuestion() throws Exception {
    try (FakeModel model = new FakeModel(true)) {
      String question = "Who is the mayor of River Harbour?";
      String[] arguments = {model.url(), "fake", question};

      String printed = FakeModel.printedBy(() -> RagChunks.main(arguments));

      assertThat(printed).contains(ANSWER);
      assertThat(model.bodies().get(0))
          .contains("<chunk id=", "Maria Engel", "Most relevant first: ")
          .doesNotContain("Cedar Textiles");
    }
  }

  @Test
  void underTheModel_sameCallSite_isCut() throws Exception {
    try (FakeModel model = new FakeModel(false)) {
      String[] arguments = {model.url(), "fake", QUESTION};

      String printed = FakeModel.printedBy(() -> UnderTheModel.main(arguments));

      assertThat(printed).contains(ANSWER, "cut: {overthinking=1}");
    }
  }

  @Test
  void customVerifier_answersThatRulesDoNotKnow_areCut() throws Exception {
    List<String> thoughts =
        Collections.nCopies(
            30, "The class that reads the settings must be in reader.java, I see.\\n\\nWait, ");
    try (FakeModel model = new FakeModel(false, FakeModel.thinking(thoughts))) {
      String[] arguments = {model.url(), "fake", "Which file is it?"};

      String printed = FakeModel.printedBy(() -> CustomVerifier.main(arguments));

      assertThat(printed).contains(ANSWER);
    }
  }
}
