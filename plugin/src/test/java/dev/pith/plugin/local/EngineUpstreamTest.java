package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes on a tiny model that talks nonsense. */
class EngineUpstreamTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String TEXT = "/v1/completions";

  private static EngineBed bed;

  @BeforeAll
  static void load() {
    bed = EngineBed.random();
  }

  @AfterAll
  static void unload() {
    bed.close();
  }

  @Test
  void models_listsTheOneThatIsServed() {
    JsonObject list = bed.call(HttpMethod.GET, "/v1/models?x=1", Buffer.buffer()).json();

    JsonObject card = list.getJsonArray("data").getJsonObject(0);
    assertThat(list.getString("object")).isEqualTo("list");
    assertThat(card.getString("id")).isEqualTo(bed.model.name());
    assertThat(card.getString("owned_by")).isEqualTo("pith");
    assertThat(card.getInteger("max_model_len")).isEqualTo(512);
    assertThat(bed.call(HttpMethod.GET, "/v1/models/" + bed.model.name(), Buffer.buffer()).json())
        .isEqualTo(card);
  }

  @Test
  void health_isOk() {
    EngineBed.Reply reply = bed.call(HttpMethod.GET, "/health", Buffer.buffer());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getString("status")).isEqualTo("ok");
  }

  @Test
  void head_hasNoBody() {
    EngineBed.Reply reply = bed.call(HttpMethod.HEAD, "/v1/models", Buffer.buffer());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().length()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/embeddings, 404, not_found",
    "GET, /v1/models/other, 404, not_found",
    "GET, /v1/chat/completions, 405, method_not_allowed",
    "POST, /v1/models, 405, method_not_allowed",
    "POST, /v1/chat/completions, 400, bad_request"
  })
  void call_wrongRouteMethodOrBody_isAnErrorInTheShapeOfTheApi(
      String method, String uri, int status, String code) {
    EngineBed.Reply reply = bed.call(HttpMethod.valueOf(method), uri, Buffer.buffer("{"));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers().get("content-type")).isEqualTo("application/json");
    assertThat(reply.json().getJsonObject("error").getString("code")).isEqualTo(code);
  }

  @Test
  void chat_badParameter_isA400ThatNamesIt() {
    EngineBed.Reply reply = bed.post(CHAT, question().put("temperature", 9));

    JsonObject error = reply.json().getJsonObject("error");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(error.getString("param")).isEqualTo("temperature");
    assertThat(error.getString("type")).isEqualTo("invalid_request_error");
  }

  @Test
  void chat_promptLongerThanTheContext_isA400ThatSaysHowLong() {
    EngineBed.Reply reply = bed.post(CHAT, question("a".repeat(600)));

    JsonObject error = reply.json().getJsonObject("error");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(error.getString("code")).isEqualTo("context_length_exceeded");
    assertThat(error.getString("param")).isEqualTo("messages");
    assertThat(error.getString("message")).contains("at most 511 fit the context of 512");
  }

  @Test
  void chat_answer_hasTheShapeOfTheApi() {
    JsonObject body =
        bed.post(CHAT, question().put("max_tokens", 8).put("ignore_eos", true).put("model", "x"))
            .json();

    JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
    assertThat(body.getString("id")).startsWith("chatcmpl-");
    assertThat(body.getString("object")).isEqualTo("chat.completion");
    assertThat(body.getString("model")).isEqualTo(bed.model.name());
    assertThat(body.getString("system_fingerprint")).startsWith("pith-");
    assertThat(choice.getInteger("index")).isZero();
    assertThat(choice.getJsonObject("message").getString("role")).isEqualTo("assistant");
    assertThat(choice.getJsonObject("message").getString("content")).isNotEmpty();
    assertThat(choice.getString("finish_reason")).isEqualTo("length");
    assertThat(choice.containsKey("logprobs")).isTrue();
  }

  @Test
  void usage_anyAnswer_addsUp() {
    // Any draw of the random model may be a tag that begins a thinking; this one is none.
    JsonObject ask = question().put("max_tokens", 9).put("ignore_eos", true).put("seed", 1);

    JsonObject usage = bed.post(CHAT, ask).json().getJsonObject("usage");

    int prompt = usage.getInteger("prompt_tokens");
    assertThat(usage.getInteger("completion_tokens")).isEqualTo(9);
    assertThat(usage.getInteger("total_tokens")).isEqualTo(prompt + 9);
    assertThat(usage.getJsonObject("completion_tokens_details").getInteger("reasoning_tokens"))
        .isZero();
  }

  @Test
  void usage_secondRequestOfTheSameBeginning_saysWhatWasCached() {
    JsonObject ask = question("Tell me once, tell me twice.").put("max_tokens", 2);

    int first = cachedTokens(bed.post(CHAT, ask).json());
    int second = cachedTokens(bed.post(CHAT, ask).json());
    int salted = cachedTokens(bed.post(CHAT, ask.copy().put("cache_salt", "other")).json());

    assertThat(second).isGreaterThan(first + 20);
    assertThat(salted).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, TEXT})
  void stream_sameSeed_saysTheSameAsOneBody(String uri) {
    JsonObject ask = question().put("prompt", "1 + 1 =").put("max_tokens", 60).put("seed", 11);

    JsonObject whole = bed.post(uri, ask).json();
    Transcript stream =
        Transcript.of(
            bed.post(
                    uri,
                    ask.copy()
                        .put("stream", true)
                        .put("stream_options", new JsonObject().put("include_usage", true)))
                .body());

    JsonObject choice = whole.getJsonArray("choices").getJsonObject(0);
    String text =
        uri.equals(CHAT)
            ? choice.getJsonObject("message").getString("content")
            : choice.getString("text");
    assertThat(stream.content.toString()).isEqualTo(text).isNotEmpty();
    assertThat(stream.finishes).containsExactly(choice.getString("finish_reason"));
    assertThat(stream.ids).hasSize(1);
    assertThat(stream.terminators).isEqualTo(1);
    assertThat(stream.usages).hasSize(1);
    assertThat(withoutCache(stream.usages.get(0)))
        .isEqualTo(withoutCache(whole.getJsonObject("usage")));
  }

  @Test
  void stream_usageInEveryChunk_growsWithTheTokens() {
    JsonObject options =
        new JsonObject().put("include_usage", true).put("continuous_usage_stats", true);
    JsonObject ask =
        question()
            .put("max_tokens", 12)
            .put("ignore_eos", true)
            .put("stream", true)
            .put("stream_options", options);

    Transcript stream = Transcript.of(bed.post(CHAT, ask).body());

    List<Integer> counts =
        stream.usages.stream().map(usage -> usage.getInteger("completion_tokens")).toList();
    assertThat(stream.usages).hasSameSizeAs(stream.chunks);
    assertThat(counts).isSorted().startsWith(0).endsWith(12);
  }

  @Test
  void timings_asked_countWhatWasRunAndHowLong() {
    JsonObject ask =
        question("Time it.")
            .put("max_tokens", 6)
            .put("ignore_eos", true)
            .put("timings_per_token", true);

    JsonObject whole = bed.post(CHAT, ask).json();
    Transcript stream = Transcript.of(bed.post(CHAT, ask.copy().put("stream", true)).body());

    JsonObject timings = whole.getJsonObject("timings");
    assertThat(timings.getInteger("prompt_n") + timings.getInteger("cache_n"))
        .isEqualTo(whole.getJsonObject("usage").getInteger("prompt_tokens"));
    assertThat(timings.getInteger("predicted_n")).isEqualTo(6);
    assertThat(timings.getDouble("prompt_ms")).isPositive();
    assertThat(timings.getDouble("predicted_ms")).isPositive();
    assertThat(stream.chunks).allMatch(chunk -> chunk.containsKey("timings"));
  }

  @Test
  void stream_usageNotAsked_isAbsent() {
    Transcript stream =
        Transcript.of(bed.post(CHAT, question().put("max_tokens", 3).put("stream", true)).body());

    assertThat(stream.usages).isEmpty();
    assertThat(stream.chunks.get(0).encode()).contains("\"role\":\"assistant\"");
  }

  @Test
  void chat_severalChoices_areAllAnswered() {
    JsonObject ask = question().put("n", 3).put("seed", 5).put("max_tokens", 12);

    JsonObject whole = bed.post(CHAT, ask).json();
    Transcript stream = Transcript.of(bed.post(CHAT, ask.copy().put("stream", true)).body());

    JsonArray choices = whole.getJsonArray("choices");
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      JsonObject choice = choices.getJsonObject(i);
      assertThat(choice.getInteger("index")).isEqualTo(i);
      texts.add(choice.getJsonObject("message").getString("content"));
    }
    assertThat(texts).hasSize(3);
    assertThat(stream.finishes).hasSize(3);
    assertThat(whole.getJsonObject("usage").getInteger("completion_tokens"))
        .isLessThanOrEqualTo(36);
  }

  @Test
  void text_severalPrompts_areNumberedInOrder() {
    JsonObject ask =
        new JsonObject()
            .put("prompt", new JsonArray().add("a").add("bb"))
            .put("n", 2)
            .put("max_tokens", 2)
            .put("echo", true);

    JsonArray choices = bed.post(TEXT, ask).json().getJsonArray("choices");

    assertThat(choices)
        .extracting(choice -> ((JsonObject) choice).getString("text").replaceFirst("[^ab].*", ""))
        .hasSize(4);
    assertThat(choices.getJsonObject(1).getString("text")).startsWith("a");
    assertThat(choices.getJsonObject(2).getString("text")).startsWith("bb");
    assertThat(choices.getJsonObject(3).getInteger("index")).isEqualTo(3);
  }

  @Test
  void stop_textThatComes_endsBeforeIt() {
    JsonObject ask = question().put("seed", 2).put("max_tokens", 30);
    String whole = content(bed.post(CHAT, ask).json());
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 2);

    JsonObject stopped = bed.post(CHAT, ask.copy().put("stop", stop)).json();

    assertThat(content(stopped)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(stopped.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
        .isEqualTo("stop");
  }

  @Test
  void chat_logprobs_haveAnEntryForEachToken() {
    JsonObject ask =
        question()
            .put("max_tokens", 5)
            .put("ignore_eos", true)
            .put("logprobs", true)
            .put("top_logprobs", 3);

    JsonObject whole = bed.post(CHAT, ask).json();
    Transcript stream = Transcript.of(bed.post(CHAT, ask.copy().put("stream", true)).body());

    JsonArray entries =
        whole
            .getJsonArray("choices")
            .getJsonObject(0)
            .getJsonObject("logprobs")
            .getJsonArray("content");
    assertThat(entries).hasSize(5);
    for (Object each : entries) {
      JsonObject entry = (JsonObject) each;
      assertThat(entry.getDouble("logprob")).isNegative();
      assertThat(entry.getJsonArray("bytes")).isNotEmpty();
      assertThat(entry.getJsonArray("top_logprobs")).hasSize(3);
    }
    assertThat(stream.logProbEntries).isEqualTo(5);
  }

  @Test
  void text_echoAndLogprobsWithoutTokens_scoresThePrompt() {
    JsonObject ask =
        new JsonObject()
            .put("prompt", "the 12345 wait")
            .put("max_tokens", 0)
            .put("echo", true)
            .put("logprobs", 2);

    JsonObject choice = bed.post(TEXT, ask).json().getJsonArray("choices").getJsonObject(0);

    JsonObject logProbs = choice.getJsonObject("logprobs");
    JsonArray tokens = logProbs.getJsonArray("tokens");
    assertThat(choice.getString("text")).isEqualTo("the 12345 wait");
    assertThat(choice.getString("finish_reason")).isEqualTo("length");
    assertThat(String.join("", tokens.stream().map(String::valueOf).toList()))
        .isEqualTo("the 12345 wait");
    assertThat(logProbs.getJsonArray("token_logprobs")).hasSameSizeAs(tokens);
    assertThat(logProbs.getJsonArray("token_logprobs").getValue(0)).isNull();
    assertThat(logProbs.getJsonArray("top_logprobs").getJsonObject(1).size()).isBetween(2, 3);
    assertThat(logProbs.getJsonArray("text_offset").getInteger(1))
        .isEqualTo(tokens.getString(0).length());
  }

  @Test
  void text_promptLogprobs_areTheSameAsWithEcho() {
    JsonObject ask = new JsonObject().put("prompt", "wait, the thing").put("max_tokens", 1);

    JsonObject echoed =
        bed.post(TEXT, ask.copy().put("echo", true).put("logprobs", 0))
            .json()
            .getJsonArray("choices")
            .getJsonObject(0);
    JsonObject scored =
        bed.post(TEXT, ask.copy().put("prompt_logprobs", 1))
            .json()
            .getJsonArray("choices")
            .getJsonObject(0);

    JsonArray ofPrompt = scored.getJsonArray("prompt_logprobs");
    JsonArray ofEcho = echoed.getJsonObject("logprobs").getJsonArray("token_logprobs");
    assertThat(ofPrompt.getValue(0)).isNull();
    assertThat(ofPrompt.size()).isEqualTo(ofEcho.size() - 1);
    for (int i = 1; i < ofPrompt.size(); i++) {
      double expected = ofEcho.getDouble(i);
      assertThat(ofPrompt.getJsonObject(i).stream())
          .anySatisfy(
              entry ->
                  assertThat(((JsonObject) entry.getValue()).getDouble("logprob"))
                      .isCloseTo(expected, within(1e-6)));
    }
  }

  @Test
  void text_tokenIdsOfAnAnswer_goOnWhereItWas() {
    JsonObject ask =
        question().put("temperature", 0).put("return_token_ids", true).put("ignore_eos", true);
    JsonObject whole = bed.post(CHAT, ask.copy().put("max_tokens", 12)).json();
    JsonObject half = bed.post(CHAT, ask.copy().put("max_tokens", 6)).json();

    JsonArray prompt = half.getJsonArray("prompt_token_ids");
    prompt.addAll(half.getJsonArray("choices").getJsonObject(0).getJsonArray("token_ids"));
    JsonObject rest =
        bed.post(
                TEXT,
                new JsonObject()
                    .put("prompt", prompt)
                    .put("temperature", 0)
                    .put("max_tokens", 6)
                    .put("ignore_eos", true)
                    .put("return_token_ids", true))
            .json();

    JsonArray ids = whole.getJsonArray("choices").getJsonObject(0).getJsonArray("token_ids");
    JsonArray restIds = rest.getJsonArray("choices").getJsonObject(0).getJsonArray("token_ids");
    assertThat(restIds.stream().toList()).isEqualTo(ids.stream().skip(6).toList());
    assertThat(cachedTokens(rest)).isGreaterThanOrEqualTo(prompt.size() - 2);
  }

  @Test
  void logitBias_forbidsATokenAndForcesAnother() {
    JsonObject ask =
        question()
            .put("max_tokens", 4)
            .put("return_token_ids", true)
            .put("logit_bias", new JsonObject().put("65", 100));

    JsonObject choice = bed.post(CHAT, ask).json().getJsonArray("choices").getJsonObject(0);

    assertThat(choice.getJsonObject("message").getString("content")).isEqualTo("AAAA");
  }

  static JsonObject question() {
    return question("What is 17*23?");
  }

  static JsonObject question(String text) {
    return new JsonObject()
        .put(
            "messages",
            new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
  }

  private static String content(JsonObject body) {
    return body.getJsonArray("choices")
        .getJsonObject(0)
        .getJsonObject("message")
        .getString("content");
  }

  static int cachedTokens(JsonObject body) {
    return body.getJsonObject("usage")
        .getJsonObject("prompt_tokens_details")
        .getInteger("cached_tokens");
  }

  private static JsonObject withoutCache(JsonObject usage) {
    JsonObject counts = usage.copy();
    counts.remove("prompt_tokens_details");
    return counts;
  }
}
