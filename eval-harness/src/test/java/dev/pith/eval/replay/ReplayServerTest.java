package dev.pith.eval.replay;

import static dev.pith.eval.replay.Recordings.THINKING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.plugin.wire.SseDecoder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayServerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEY = "made/small-model/boxes#0";

  private final Vertx vertx = Vertx.vertx();
  private final OkHttpClient client = new OkHttpClient();
  private final BlockingQueue<ServedReply> served = new LinkedBlockingQueue<>();
  private int port;

  @AfterEach
  void close() throws Exception {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void stream_reasoningContent_sendsThinkingThenAnswerThenReason() throws Exception {
    start(ReplaySettings.defaults());

    List<JsonNode> chunks = stream(ask("\"stream\":true"));

    assertThat(joined(chunks, "reasoning_content")).isEqualTo(THINKING);
    assertThat(joined(chunks, "content")).isEqualTo("There are 21.");
    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(last.at("/replay/answer_source").asText()).isEqualTo("full");
    assertThat(last.at("/replay/trace").asText()).isEqualTo(KEY);
    assertThat(last.at("/replay/sent_tokens").asLong()).isEqualTo(wholeTokens());
    assertThat(served.poll(10, TimeUnit.SECONDS))
        .isEqualTo(new ServedReply(KEY, AnswerSource.FULL, wholeTokens(), true));
  }

  @Test
  void stream_reasoning_usesThatMember() throws Exception {
    start(ReplaySettings.defaults().withShape(ReplaySettings.Shape.REASONING));

    List<JsonNode> chunks = stream(ask("\"stream\":true"));

    assertThat(joined(chunks, "reasoning")).isEqualTo(THINKING);
    assertThat(joined(chunks, "content")).isEqualTo("There are 21.");
  }

  @Test
  void stream_tags_putsTheThinkingBetweenTags() throws Exception {
    start(ReplaySettings.defaults().withShape(ReplaySettings.Shape.TAGS));

    List<JsonNode> chunks = stream(ask("\"stream\":true"));

    assertThat(joined(chunks, "content"))
        .isEqualTo("<think>\n" + THINKING + "\n</think>\n\nThere are 21.");
  }

  @Test
  void stream_anyChunking_sameText() throws Exception {
    for (int tokens : new int[] {1, 2, 7, 1_000}) {
      for (int bytes : new int[] {0, 1, 5, 64}) {
        start(ReplaySettings.defaults().withTokensPerChunk(tokens).withNetworkChunkBytes(bytes));

        List<JsonNode> chunks = stream(ask("\"stream\":true"));

        assertThat(joined(chunks, "reasoning_content"))
            .as("%s tokens, %s bytes", tokens, bytes)
            .isEqualTo(THINKING);
      }
    }
  }

  @Test
  void stream_usage_onlyWhenAskedFor() throws Exception {
    start(ReplaySettings.defaults());

    List<JsonNode> without = stream(ask("\"stream\":true"));
    List<JsonNode> with =
        stream(ask("\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertThat(without).noneMatch(chunk -> chunk.has("usage"));
    JsonNode usage = with.get(with.size() - 1);
    assertThat(usage.get("choices")).isEmpty();
    assertThat(usage.at("/usage/completion_tokens").asLong()).isEqualTo(wholeTokens());
    assertThat(usage.at("/usage/completion_tokens_details/reasoning_tokens").asLong())
        .isEqualTo(TokenSlices.of(THINKING).count());
  }

  @Test
  void stream_runningUsage_countsWithEachChunk() throws Exception {
    start(ReplaySettings.defaults().withTokensPerChunk(10));

    List<JsonNode> chunks =
        stream(ask("\"stream\":true,\"stream_options\":{\"continuous_usage_stats\":true}"));

    assertThat(chunks.get(1).at("/usage/completion_tokens").asLong()).isEqualTo(10);
    assertThat(chunks.get(2).at("/usage/completion_tokens").asLong()).isEqualTo(20);
  }

  @Test
  void stream_exactTokens_areSentAsRecorded() throws Exception {
    RecordedTrace exact =
        Recordings.trace("boxes", THINKING, "21", OptionalLong.of(500), List.of());
    start(ReplaySettings.defaults(), exact);

    List<JsonNode> chunks = stream(ask("\"stream\":true"));

    assertThat(joined(chunks, "reasoning_content")).isEqualTo(THINKING);
    assertThat(chunks.get(chunks.size() - 1).at("/replay/sent_tokens").asLong()).isEqualTo(501);
  }

  @Test
  void stream_maxTokens_endsWithLength() throws Exception {
    start(ReplaySettings.defaults().withTokensPerChunk(4));

    List<JsonNode> chunks = stream(ask("\"stream\":true,\"max_tokens\":10"));

    assertThat(joined(chunks, "reasoning_content")).isEqualTo(THINKING.substring(0, 29));
    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(last.at("/replay/sent_tokens").asLong()).isEqualTo(10);
  }

  @Test
  void stream_thinkingThatNeverEnded_endsWithLengthAndNoAnswer() throws Exception {
    start(
        ReplaySettings.defaults(),
        Recordings.trace("boxes", THINKING, "", OptionalLong.empty(), List.of()));

    List<JsonNode> chunks = stream(ask("\"stream\":true"));

    assertThat(joined(chunks, "content")).isEmpty();
    assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
        .isEqualTo("length");
  }

  @Test
  void stream_clientGone_stopsAndCountsWhatWasSent() throws Exception {
    start(ReplaySettings.defaults().withTokensPerSecond(200));

    Call call = call(ask("\"stream\":true"));
    try (Response response = call.execute()) {
      BufferedSource source = response.body().source();
      while (!source.readUtf8LineStrict().contains("reasoning_content")) {}
      call.cancel();
    }

    ServedReply reply = served.poll(10, TimeUnit.SECONDS);
    assertThat(reply.complete()).isFalse();
    assertThat(reply.sentTokens()).isBetween(1L, wholeTokens() - 1);
  }

  @Test
  void stream_rateOfItsOwn_overridesTheServers() throws Exception {
    start(ReplaySettings.defaults().withTokensPerSecond(0.001)); // would take hours

    String answer = text(atRate("0").execute());

    assertThat(answer).contains("[DONE]");
    assertRefused(atRate("fast"), 400, "invalid_request");
    assertRefused(atRate("-1"), 400, "invalid_request");
  }

  @Test
  void stream_slowReader_isNotOverrun() throws Exception {
    RecordedTrace huge =
        Recordings.trace("boxes", "ab ".repeat(400_000), "21", OptionalLong.empty(), List.of());
    start(ReplaySettings.defaults(), huge);

    Call call = call(ask("\"stream\":true"));
    try (Response response = call.execute()) {
      response.body().source().readUtf8LineStrict();
      call.cancel();
    }

    ServedReply reply = served.poll(10, TimeUnit.SECONDS);
    assertThat(reply.complete()).isFalse();
    assertThat(reply.sentTokens()).isLessThan(400_000);
  }

  @Test
  void continuation_keptThinking_isAnsweredWithItsProvenance() throws Exception {
    start(ReplaySettings.defaults());
    String kept = THINKING.substring(0, THINKING.indexOf("\n\nAlternatively"));

    List<JsonNode> chunks =
        stream(
            continuation(
                "\"content\":" + JSON.writeValueAsString("<think>\n" + kept + "</think>")));

    assertThat(joined(chunks, "reasoning_content")).isEmpty();
    assertThat(joined(chunks, "content")).isEqualTo("\\boxed{21}");
    assertThat(chunks.get(chunks.size() - 1).at("/replay/answer_source").asText())
        .isEqualTo("stated");
  }

  @Test
  void continuation_thinkingInItsOwnMember_isTheSame() throws Exception {
    start(ReplaySettings.defaults(), Recordings.boxesWithProbes());
    String kept = JSON.writeValueAsString(THINKING.substring(0, 20));

    for (String member : List.of("reasoning_content", "reasoning", "thinking")) {
      List<JsonNode> chunks = stream(continuation("\"content\":\"\",\"" + member + "\":" + kept));

      assertThat(joined(chunks, "content")).as(member).isEqualTo("\\boxed{7}");
      assertThat(chunks.get(chunks.size() - 1).at("/replay/answer_source").asText())
          .isEqualTo("recorded");
    }
  }

  @Test
  void whole_noStream_isOneBody() throws Exception {
    start(ReplaySettings.defaults());

    JsonNode body = JSON.readTree(text(call(ask("\"stream\":false")).execute()));

    assertThat(body.at("/choices/0/message/reasoning_content").asText()).isEqualTo(THINKING);
    assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("There are 21.");
    assertThat(body.at("/usage/completion_tokens").asLong()).isEqualTo(wholeTokens());
    assertThat(body.at("/replay/answer_source").asText()).isEqualTo("full");
  }

  @Test
  void whole_tagsAndLimit_leaveTheTagOpen() throws Exception {
    start(ReplaySettings.defaults().withShape(ReplaySettings.Shape.TAGS));

    JsonNode body = JSON.readTree(text(call(ask("\"max_tokens\":2")).execute()));

    assertThat(body.at("/choices/0/message/content").asText())
        .isEqualTo("<think>\n" + THINKING.substring(0, 5));
  }

  @Test
  void question_noHeader_findsTheTraceByItsQuestion() throws Exception {
    start(ReplaySettings.defaults());
    String question = JSON.writeValueAsString(Recordings.boxes().question());

    String body =
        "{\"model\":\"small-model\",\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
            + question
            + "}]}]}";

    assertThat(text(call(body, null).execute())).contains("There are 21.");
  }

  @Test
  void models_listsThem() throws Exception {
    start(ReplaySettings.defaults());

    Request request = new Request.Builder().url(url("/v1/models")).build();
    JsonNode body = JSON.readTree(text(client.newCall(request).execute()));

    assertThat(body.at("/data/0/id").asText()).isEqualTo("small-model");
  }

  @Test
  void refusals_haveTheErrorShapeOfOpenAi() throws Exception {
    start(ReplaySettings.defaults());

    assertRefused(call(ask(""), "no/such#0"), 404, "trace_not_found");
    assertRefused(call(ask(""), null), 404, "trace_not_found");
    assertRefused(call("{\"messages\":", KEY), 400, "invalid_request");
    assertRefused(call("{\"messages\":[]}", KEY), 400, "invalid_request");
    assertRefused(call(ask("\"n\":2"), KEY), 400, "invalid_request");
    assertRefused(call(ask("\"max_tokens\":0"), KEY), 400, "invalid_request");
    Request elsewhere = new Request.Builder().url(url("/v1/embeddings")).build();
    assertRefused(client.newCall(elsewhere), 404, "not_found");
  }

  private static void assertRefused(Call call, int status, String code) throws IOException {
    try (Response response = call.execute()) {
      JsonNode error = JSON.readTree(response.body().string()).get("error");
      assertThat(response.code()).as("%s", error).isEqualTo(status);
      assertThat(error.get("code").asText()).isEqualTo(code);
      assertThat(error.get("message").asText()).isNotBlank();
    }
  }

  private static long wholeTokens() {
    return (long) TokenSlices.of(THINKING).count() + TokenSlices.of("There are 21.").count();
  }

  private void start(ReplaySettings settings, RecordedTrace... traces) throws Exception {
    List<RecordedTrace> recordings =
        traces.length == 0 ? List.of(Recordings.boxes()) : List.of(traces);
    ReplayServer server =
        new ReplayServer(vertx, new TraceLibrary(recordings), settings, served::add);
    port =
        server
            .start("127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static String ask(String members) {
    return "{\"model\":\"small-model\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]"
        + (members.isEmpty() ? "" : "," + members)
        + "}";
  }

  private static String continuation(String assistantMembers) {
    return "{\"model\":\"small-model\",\"stream\":true,\"continue_final_message\":true,\"messages\":["
        + "{\"role\":\"user\",\"content\":\"?\"},{\"role\":\"assistant\","
        + assistantMembers
        + "}]}";
  }

  private Call call(String body) {
    return call(body, KEY);
  }

  private Call call(String body, String key) {
    Request.Builder request =
        new Request.Builder()
            .url(url("/v1/chat/completions"))
            .post(RequestBody.create(body, MediaType.get("application/json")));
    return client.newCall(
        key == null ? request.build() : request.header(ReplayServer.TRACE_HEADER, key).build());
  }

  private Call atRate(String tokensPerSecond) {
    Request request = call(ask("\"stream\":true")).request();
    return client.newCall(
        request.newBuilder().header(ReplayServer.RATE_HEADER, tokensPerSecond).build());
  }

  private static String text(Response response) throws IOException {
    try (response) {
      return response.body().string();
    }
  }

  /** Returns the chunks of a stream, which must end with {@code [DONE]}. */
  private List<JsonNode> stream(String body) throws IOException {
    List<String> data = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(event -> data.add(event.data()));
    try (Response response = call(body).execute()) {
      assertThat(response.header("content-type")).startsWith("text/event-stream");
      byte[] bytes = response.body().bytes();
      decoder.onBytes(bytes, 0, bytes.length);
      decoder.onEnd();
    }
    assertThat(data).endsWith("[DONE]");
    List<JsonNode> chunks = new ArrayList<>();
    for (String chunk : data.subList(0, data.size() - 1)) {
      chunks.add(JSON.readTree(chunk));
    }
    return chunks;
  }

  private static String joined(List<JsonNode> chunks, String member) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta/" + member).asText())
        .collect(Collectors.joining());
  }
}
