package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.status;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static dev.pith.plugin.proxy.ScriptedModel.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.proxy.ScriptedModel.Script;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchProxyTest {

  private static final String THINKS = delta("reasoning_content", "hm ").repeat(8);

  @Test
  void chat_clearVote_givesOneChoiceAndEndsWhatRuns() throws Exception {
    BranchedModel model = branches(answer("391"), answer("391"), unfinished(THINKS));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      // The third stands still, which is seen after a tenth of this.
      JsonObject body = bed.chat(search(false, 3, "silenceMs", 10_000)).body().toJsonObject();

      assertThat(body.getJsonArray("choices")).hasSize(1);
      JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
      assertThat(choice.getInteger("index")).isZero();
      assertThat(choice.getJsonObject("message").getString("content"))
          .isEqualTo("The answer is 391");
      JsonObject report = body.getJsonObject("pith").getJsonObject("search");
      assertThat(report.getString("reason")).isEqualTo("settled");
      assertThat(report.getString("answer")).isEqualTo("391");
      assertThat(report.getInteger("finished")).isEqualTo(2);
      assertThat(report.getInteger("cancelled")).isEqualTo(1);
      assertThat(report.getInteger("lost_tokens")).isBetween(0, 8);
      assertThat(body.containsKey("usage")).as("not all was counted").isFalse();
      assertThat(take(model.abandoned)).isEqualTo(2);
      for (int k = 0; k < 3; k++) {
        JsonObject asked = take(model.asked);
        assertThat(asked.getInteger("n")).isEqualTo(1);
        assertThat(asked.getBoolean("stream")).isTrue();
        assertThat(asked.containsKey("pith")).isFalse();
      }
    }
  }

  @Test
  void chat_streamed_getsCommentsThenTheWinnersOwnChunks() {
    BranchedModel model =
        branches(
            complete(delta("reasoning_content", "So. ") + answerText("391")),
            answer("390"),
            complete(delta("reasoning_content", "Yes, so. ") + answerText("391")));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      ProxyBed.Reply reply = bed.chat(search(true, 3, "confidence", 1));

      ClientTranscript client = ClientTranscript.of(reply.body());
      assertThat(reply.body().toString()).startsWith(": ");
      assertThat(client.reasoning.toString()).isIn("So. ", "Yes, so. ");
      assertThat(client.content.toString()).isEqualTo("The answer is 391");
      assertThat(client.finishes).containsExactly("stop");
      assertThat(client.ids).hasSize(1);
      assertThat(client.terminators).isEqualTo(1);
      assertThat(client.usages).as("it did not ask").isEmpty();
      JsonObject report = client.reports.get(0).getJsonObject("search");
      assertThat(report.getJsonArray("votes"))
          .isEqualTo(
              new JsonArray()
                  .add(new JsonObject().put("answer", "391").put("branches", 2))
                  .add(new JsonObject().put("answer", "390").put("branches", 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void usage_countedEverywhere_isTheSum(boolean stream) {
    try (ProxyBed bed =
        new ProxyBed(branches(answer("391"), answer("390"), answer("391")), settings -> {})) {
      JsonObject ask =
          search(stream, 3, "confidence", 1)
              .put("stream_options", new JsonObject().put("include_usage", true));

      Buffer body = bed.chat(ask).body();

      JsonObject usage =
          stream
              ? ClientTranscript.of(body).usages.get(0)
              : body.toJsonObject().getJsonObject("usage");
      assertThat(usage.getInteger("prompt_tokens")).isEqualTo(3 * 40);
      assertThat(usage.getInteger("completion_tokens")).isEqualTo(3 * 10);
      assertThat(usage.getInteger("total_tokens")).isEqualTo(3 * 50);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_leaves_nothingRunsOn(boolean stream) throws Exception {
    BranchedModel model = branches(unfinished(THINKS), unfinished(THINKS), unfinished(THINKS));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      var request =
          await(
              bed.client(HttpVersion.HTTP_1_1)
                  .request(bed.request(HttpMethod.POST, "/v1/chat/completions")));
      await(request.end(search(stream, 3).toBuffer()));
      for (int k = 0; k < 3; k++) {
        take(model.asked);
      }
      if (stream) {
        HttpClientResponse response = await(request.response());
        assertThat(response.statusCode()).isEqualTo(200);
      }

      await(request.reset());

      assertThat(
              new TreeSet<>(
                  List.of(take(model.abandoned), take(model.abandoned), take(model.abandoned))))
          .containsExactly(0, 1, 2);
      await().until(() -> bed.proxy.activeRequests() == 0);
      JsonObject search = page(bed).getJsonObject("search");
      assertThat(search.getInteger("abandoned")).isEqualTo(1);
      assertThat(bed.proxy.savings().passed()).containsEntry("client-gone", 1L);
    }
  }

  @Test
  void branches_breakHangAndSayNothing_theRestAnswers() {
    BranchedModel model =
        branches(
            status(500, "{\"error\":{\"message\":\"boom\"}}"),
            ScriptedModel.reset(),
            ScriptedModel.silent(),
            unfinished(THINKS),
            complete(done()),
            complete(THINKS),
            complete("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
            answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      ProxyBed.Reply reply = bed.chat(search(false, 8, "silenceMs", 100));

      JsonObject body = reply.body().toJsonObject();
      JsonObject report = body.getJsonObject("pith").getJsonObject("search");
      assertThat(report.getString("answer")).isEqualTo("391");
      assertThat(report.getInteger("failed")).isEqualTo(7);
      assertThat(report.getBoolean("too_few")).isTrue();
      assertThat(body.getJsonArray("choices")).hasSize(1);
      await().until(() -> bed.proxy.activeRequests() == 0);
    }
  }

  @Test
  void branches_allRefused_clientGetsTheUpstreamsOwnAnswer() {
    String refusal = "{\"error\":{\"message\":\"no such key\"}}";
    BranchedModel model = new BranchedModel((call, body) -> status(401, refusal));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      ProxyBed.Reply reply = bed.chat(search(true, 3));

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.body().toString()).isEqualTo(refusal);
      assertThat(model.asked).hasSize(3);
    }
  }

  @Test
  void branches_allBroken_clientGetsA502() {
    BranchedModel model = new BranchedModel((call, body) -> ScriptedModel.reset());
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      assertThat(bed.chat(search(false, 3)).status()).isEqualTo(502);
    }
  }

  @Test
  void upstream_refusesToCountTokens_isAskedWithoutAndRemembered() {
    BranchedModel model =
        new BranchedModel(
            (call, body) ->
                body.getBoolean("timings_per_token", false)
                    ? status(400, "{\"error\":{\"message\":\"unknown member\"}}")
                    : answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      JsonObject first = bed.chat(search(false, 3, "confidence", 1)).body().toJsonObject();
      int calls = model.asked.size();
      bed.chat(search(false, 3, "confidence", 1));

      assertThat(first.getJsonObject("pith").getJsonObject("search").getInteger("finished"))
          .isEqualTo(3);
      assertThat(calls).isEqualTo(6);
      assertThat(model.asked).as("without the detour").hasSize(calls + 3);
    }
  }

  @Test
  void pin_beforeOpenAi_allBranchesHaveTheKeyOfTheirPrompt() throws Exception {
    BranchedModel model = new BranchedModel((call, body) -> answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> pinned(settings, "openai"))) {
      bed.chat(ChatTrimTest.question(true));
      String key = take(model.asked).getString("prompt_cache_key");

      bed.chat(search(false, 3, "confidence", 1));

      assertThat(key).startsWith("pith-");
      for (int k = 0; k < 3; k++) {
        assertThat(take(model.asked).getString("prompt_cache_key")).isEqualTo(key);
      }
    }
  }

  @Test
  void pin_serverRefusesIt_branchesGoWithoutAndTheVoteIsHeld() throws Exception {
    BranchedModel model =
        new BranchedModel(
            (call, body) ->
                body.containsKey("prompt_cache_key")
                    ? status(400, "{\"error\":{\"message\":\"unknown member\"}}")
                    : answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> pinned(settings, "openai"))) {
      JsonObject body = bed.chat(search(false, 3, "confidence", 1)).body().toJsonObject();

      assertThat(body.getJsonObject("pith").getJsonObject("search").getInteger("finished"))
          .isEqualTo(3);
      model.asked.clear();
      bed.chat(search(false, 3, "confidence", 1));
      assertThat(model.asked).hasSize(3);
      assertThat(page(bed).getJsonObject("rag").getJsonArray("refused"))
          .isEqualTo(new JsonArray().add("prompt_cache_key"));
    }
  }

  @Test
  void pin_beforeLlama_branchesNameNoSlot() throws Exception {
    BranchedModel model = new BranchedModel((call, body) -> answer("391"));
    Handler<HttpServerRequest> server =
        request -> {
          if (request.method().equals(HttpMethod.GET)) {
            request.response().end(new JsonObject().put("total_slots", 4).encode());
          } else {
            model.handle(request);
          }
        };
    try (ProxyBed bed = new ProxyBed(server, settings -> pinned(settings, "llama"))) {
      await()
          .until(
              () -> {
                bed.chat(ChatTrimTest.question(true));
                return take(model.asked).containsKey("id_slot");
              });

      bed.chat(search(false, 3, "confidence", 1));

      for (int k = 0; k < 3; k++) {
        assertThat(take(model.asked).containsKey("id_slot")).isFalse();
      }
      bed.chat(ChatTrimTest.question(true));
      assertThat(take(model.asked).containsKey("id_slot")).as("its slot is free").isTrue();
    }
  }

  private static void pinned(ProxySettings.Builder settings, String kind) {
    settings
        .set("mode", "shadow")
        .set("rag", "order")
        .set("rag-pin", "true")
        .set("upstream-kind", kind)
        .set("stop-method", "auto");
  }

  @Test
  void seed_ofTheClient_differsByBranch() {
    BranchedModel model = branches(answer("391"), answer("391"), answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      bed.chat(search(false, 3, "confidence", 1).put("seed", 5));

      assertThat(model.asked.stream().map(body -> body.getLong("seed")))
          .containsExactlyInAnyOrder(5L, 6L, 7L);
    }
  }

  @Test
  void logprobs_ofTheClient_chooseTheSurestBranch() {
    BranchedModel model =
        branches(
            answer("391"),
            sure(-0.9, "The answer is 391"),
            sure(-0.1, "It follows that the answer is 391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      JsonObject ask = search(false, 3, "confidence", 1).put("logprobs", true);

      String text =
          bed.chat(ask)
              .body()
              .toJsonObject()
              .getJsonArray("choices")
              .getJsonObject(0)
              .getJsonObject("message")
              .getString("content");

      assertThat(text).isEqualTo("It follows that the answer is 391");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "fast"              | 4 | pith.search | pith.search must be one of [low-latency, balanced, cheap]: fast
          7                   | 4 | pith.search | pith.search must be true, false, the name of a setting or an object: 7
          {"frist":1}         | 4 | pith.search | pith.search.frist is unknown; did you mean first?
          {"first":0}         | 4 | pith.search | pith.search.first must be at least 1: 0
          {"first":"x"}       | 4 | pith.search | pith.search.first must be a whole number: "x"
          {"confidence":2}    | 4 | pith.search | pith.search.confidence must be in [0.5, 1]: 2.0
          {"setting":"fast"}  | 4 | pith.search | pith.search.setting must be one of [low-latency, balanced, cheap]: fast
          {"setting":1}       | 4 | pith.search | pith.search.setting must be one of [low-latency, balanced, cheap]: 1
          true                | 1 | n           | n must be a whole number in [2, 128] with pith.search, the most branches: 1
          true                | 1000 | n        | n must be a whole number in [2, 128] with pith.search, the most branches: 1000
          """)
  void wish_nonsense_isA400ThatNamesTheMember(String wish, int n, String member, String message) {
    BranchedModel model = branches();
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      String ask =
          ChatTrimTest.question(false).put("n", n).encode().replaceFirst("\\}$", "")
              + ",\"pith\":{\"search\":"
              + wish
              + "}}";

      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.POST,
              "/v1/chat/completions",
              Map.of("content-type", "application/json"),
              Buffer.buffer(ask));

      JsonObject error = reply.body().toJsonObject().getJsonObject("error");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(error.getString("param")).isEqualTo(member);
      assertThat(error.getString("message")).isEqualTo(message);
      assertThat(model.asked).isEmpty();
    }
  }

  @Test
  void wish_withoutN_isA400() {
    try (ProxyBed bed = new ProxyBed(branches(), settings -> {})) {
      JsonObject ask = search(false, 2);
      ask.remove("n");

      assertThat(bed.chat(ask).body().toJsonObject().getJsonObject("error").getString("message"))
          .endsWith("there is none");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"tools":[{"type":"function","function":{"name":"f"}}]} | tools
          {"response_format":{"type":"json_object"}}              | structured-output
          {"temperature":0}                                       | temperature-0
          {"echo":true}                                           | echo
          """)
  void request_thatNoVoteHelps_isAskedOnceAndSaysWhy(String members, String reason) {
    BranchedModel model = branches(answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> settings.set("stop-method", "none"))) {
      JsonObject ask = search(true, 4).mergeIn(new JsonObject(members));

      ProxyBed.Reply reply = bed.chat(ask);

      assertThat(reply.headers().get("x-pith-search")).isEqualTo("once;reason=" + reason);
      assertThat(ClientTranscript.of(reply.body()).finishes).containsExactly("stop");
      assertThat(model.asked).hasSize(1);
      assertThat(model.asked.element().getInteger("n")).isEqualTo(1);
      assertThat(model.asked.element().containsKey("pith")).isFalse();
    }
  }

  @Test
  void request_withoutTheWish_passesAsItIs() {
    BranchedModel model = new BranchedModel((call, body) -> answer("391"));
    try (ProxyBed bed = new ProxyBed(model, settings -> {})) {
      JsonObject plain = ChatTrimTest.question(true).put("n", 3);
      JsonObject refused = search(true, 3);
      refused.getJsonObject("pith").put("search", false).put("other", 1);

      bed.chat(plain);
      bed.chat(refused);
      bed.send(
          HttpMethod.POST,
          "/v1/chat/completions",
          Map.of("content-type", "application/json", "x-pith-mode", "off"),
          search(true, 3).toBuffer());

      List<JsonObject> asked = List.copyOf(model.asked);
      assertThat(asked.get(0)).isEqualTo(plain);
      assertThat(asked.get(1).getInteger("n")).isEqualTo(3);
      assertThat(asked.get(1).getJsonObject("pith")).isEqualTo(new JsonObject().put("other", 1));
      assertThat(asked.get(2)).isEqualTo(search(true, 3));
    }
  }

  @Test
  void pages_afterAVote_tellWhatItCameTo() {
    try (ProxyBed bed =
        new ProxyBed(branches(answer("391"), answer("391"), answer("391")), settings -> {})) {
      assertThat(page(bed).containsKey("search")).isFalse();

      bed.chat(search(false, 3, "confidence", 1));

      JsonObject search = page(bed).getJsonObject("search");
      assertThat(search.getInteger("votes")).isEqualTo(1);
      assertThat(search.getInteger("keptTokens")).isEqualTo(30);
      assertThat(search.getJsonObject("ended").getInteger("all-ran")).isEqualTo(1);
      assertThat(bed.send(HttpMethod.GET, "/metrics", Map.of(), null).body().toString())
          .contains("pith_search_kept_tokens_total 30.0")
          .contains("pith_search_ended_total{reason=\"all-ran\"} 1.0");
      assertThat(bed.proxy.savings().passed()).containsEntry("search", 1L);
    }
  }

  private static JsonObject page(ProxyBed bed) {
    return bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null).body().toJsonObject();
  }

  private static BranchedModel branches(Script... scripts) {
    return new BranchedModel((call, body) -> scripts[call]);
  }

  private static Script answer(String value) {
    return complete(answerText(value));
  }

  private static String answerText(String value) {
    return delta("content", "The answer ")
        + delta("content", "is ")
        + delta("content", value)
        + finish("stop")
        + usage(40, 10)
        + done();
  }

  private static Script sure(double logProb, String text) {
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("delta", new JsonObject().put("content", text))
            .put(
                "logprobs",
                new JsonObject()
                    .put(
                        "content",
                        new JsonArray()
                            .add(new JsonObject().put("token", text).put("logprob", logProb))));
    JsonObject chunk = ScriptedModel.head().put("choices", new JsonArray().add(choice));
    return complete(ScriptedModel.event(chunk) + finish("stop") + usage(40, 10) + done());
  }

  /** Returns a question with a vote whose lead is safe with two votes against none. */
  private static JsonObject search(boolean stream, int n, Object... more) {
    JsonObject wish =
        new JsonObject()
            .put("most", n)
            .put("first", n)
            .put("confidence", 0.8)
            .put("hold", 1)
            .put("stepTokens", 4);
    IntStream.range(0, more.length / 2)
        .forEach(k -> wish.put((String) more[2 * k], more[2 * k + 1]));
    return ChatTrimTest.question(stream)
        .put("n", n)
        .put("pith", new JsonObject().put("search", wish));
  }
}
