package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.event;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.head;
import static dev.pith.plugin.proxy.ScriptedModel.inPieces;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static dev.pith.plugin.proxy.ScriptedModel.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTrimTest {

  /**
   * The budget of 20 tokens is used up in the second sentence: the cut falls at the white space
   * after it.
   */
  private static final List<String> KEPT =
      List.of("Seventeen times", " twenty is 340. And seventeen times", " three is 51. ");

  private static final String KEPT_TEXT = String.join("", KEPT);
  private static final List<String> DROPPED = List.of("So it is 391. Wait,", " check that once");
  private static final String ANSWER = "The product is **391**.";
  private static final Consumer<ProxySettings.Builder> CUT_EARLY =
      settings -> settings.set("trim-thinking-budget-tokens", 20);

  private static final String CONTINUATION =
      delta("role", "assistant")
          + delta("content", "The product ")
          + delta("content", "is **391**.")
          + finish("stop")
          + usage(60, 9)
          + done();

  @ParameterizedTest
  @CsvSource({
    "reasoning_content, 2147483647",
    "reasoning_content, 1",
    "reasoning_content, 7",
    "reasoning, 2147483647",
    "reasoning, 100"
  })
  void chat_thinkingBeyondItsBudget_isCutAndGoesOn(String member, int pieceBytes) throws Exception {
    ScriptedModel model =
        new ScriptedModel(
            inPieces(thinking(member), pieceBytes, false),
            inPieces(CONTINUATION, pieceBytes, true));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(question(true));

      ClientTranscript client = ClientTranscript.of(reply.body());
      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("auto");
      assertThat(client.reasoning.toString()).startsWith(KEPT_TEXT + "\n\n").endsWith("have.\n");
      assertThat(client.content.toString()).isEqualTo(ANSWER);
      assertThat(client.ids).containsExactly("chatcmpl-first");
      assertThat(client.finishes).containsExactly("stop");
      assertThat(client.terminators).isEqualTo(1);
      assertThat(client.usages).isEmpty();
      assertThat(client.reports).hasSize(1);
      assertThat(client.reports.get(0).getString("reason")).isEqualTo("BUDGET");
      assertThat(client.reports.get(0).getInteger("at_chars")).isEqualTo(KEPT_TEXT.length());
      assertThat(take(model.abandoned)).isEqualTo("question");
      JsonArray messages = take(model.continuations).getJsonArray("messages");
      assertThat(messages.getJsonObject(messages.size() - 1).getString("content"))
          .startsWith("<think>\n" + KEPT_TEXT)
          .endsWith("\n</think>\n\n");
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000_000})
  void chat_thinkingBetweenTags_isCutAndClosed(int pieceBytes) throws Exception {
    StringBuilder stream = new StringBuilder(delta("role", "assistant") + delta("content", "<thi"));
    stream.append(delta("content", "nk>\n" + KEPT.get(0)));
    KEPT.subList(1, KEPT.size()).forEach(text -> stream.append(delta("content", text)));
    DROPPED.forEach(text -> stream.append(delta("content", text)));
    ScriptedModel model =
        new ScriptedModel(inPieces(stream.toString(), pieceBytes, false), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(question(true)).body());

      assertThat(client.content.toString())
          .startsWith("<think>\n" + KEPT_TEXT)
          .endsWith("\n</think>\n\n" + ANSWER)
          .doesNotContain("Wait");
      assertThat(client.finishes).containsExactly("stop");
    }
  }

  @Test
  void chat_cutInsideADelta_onlyItsBeginningIsKept() {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(
                delta("role", "assistant")
                    + delta("reasoning_content", KEPT_TEXT + "So it is 391. Wait")),
            complete(CONTINUATION));
    try (ProxyBed bed =
        new ProxyBed(model, CUT_EARLY.andThen(s -> s.set("guide-visible", false)))) {
      ClientTranscript client = ClientTranscript.of(bed.chat(question(true)).body());

      assertThat(client.reasoning.toString()).isEqualTo(KEPT_TEXT);
      assertThat(client.content.toString()).isEqualTo(ANSWER);
    }
  }

  @Test
  void chat_notStreamed_oneBodyWithTheCutAnswer() {
    ScriptedModel model =
        new ScriptedModel(unfinished(thinkingWithRunningUsage()), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(question(false));

      JsonObject body = reply.body().toJsonObject();
      JsonObject message = body.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().get("content-type")).isEqualTo("application/json");
      assertThat(body.getString("object")).isEqualTo("chat.completion");
      assertThat(message.getString("content")).isEqualTo(ANSWER);
      assertThat(message.getString("reasoning_content")).startsWith(KEPT_TEXT);
      assertThat(body.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(8);
      assertThat(body.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(18 + 9);
      assertThat(body.getJsonObject("pith").getInteger("cut_at")).isEqualTo(18);
    }
  }

  @Test
  void chat_usageAskedAndCounted_isTheSumOfBothCalls() throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(thinkingWithRunningUsage()), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      JsonObject question =
          question(true).put("stream_options", new JsonObject().put("include_usage", true));

      ClientTranscript client = ClientTranscript.of(bed.chat(question).body());

      JsonObject usage = client.usages.get(client.usages.size() - 1);
      assertThat(usage.getInteger("prompt_tokens")).isEqualTo(8);
      assertThat(usage.getInteger("completion_tokens")).isEqualTo(18 + 9);
      assertThat(usage.getInteger("total_tokens")).isEqualTo(8 + 18 + 9);
      assertThat(bed.proxy.savings().thinkingTokens().sum()).isEqualTo(18);
    }
  }

  @Test
  void chat_usageAskedAndNotCounted_isAbsent() {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(thinking("reasoning_content")),
            complete(delta("content", ANSWER) + finish("stop") + done()));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      JsonObject question =
          question(true).put("stream_options", new JsonObject().put("include_usage", true));

      ClientTranscript client = ClientTranscript.of(bed.chat(question).body());

      assertThat(client.usages).isEmpty();
      assertThat(client.content.toString()).isEqualTo(ANSWER);
      assertThat(bed.proxy.savings().thinkingTokens().unknown()).isEqualTo(1);
    }
  }

  @Test
  void chat_pithObjectOff_isNotSent() {
    ScriptedModel model =
        new ScriptedModel(unfinished(thinking("reasoning_content")), complete(CONTINUATION));
    try (ProxyBed bed =
        new ProxyBed(model, CUT_EARLY.andThen(settings -> settings.set("pith-object", false)))) {
      ProxyBed.Reply reply = bed.chat(question(true));

      assertThat(ClientTranscript.of(reply.body()).content.toString()).isEqualTo(ANSWER);
      assertThat(reply.body().toString()).doesNotContain("\"pith\"");
    }
  }

  @Test
  void chat_clientLimit_isLessByWhatWasThought() throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(thinkingWithRunningUsage()), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      bed.chat(question(true).put("max_tokens", 200));

      assertThat(take(model.continuations).getInteger("max_tokens")).isEqualTo(200 - 18);
    }
  }

  @Test
  void chat_clientLimitAlmostUsedUp_isNotCut() {
    String whole =
        thinkingWithRunningUsage() + delta("content", ANSWER) + finish("length") + done();
    ScriptedModel model = new ScriptedModel(complete(whole), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client =
          ClientTranscript.of(bed.chat(question(true).put("max_tokens", 60)).body());

      assertThat(client.reasoning.toString()).isEqualTo(KEPT_TEXT + String.join("", DROPPED));
      assertThat(model.continuations).isEmpty();
      assertThat(bed.proxy.savings().observed()).containsEntry("too-few-tokens-left", 1L);
    }
  }

  @Test
  void chat_thinkingEndsInWhatHasArrived_cutIsDropped() {
    String whole =
        thinking("reasoning_content") + delta("content", ANSWER) + finish("stop") + done();
    ScriptedModel model = new ScriptedModel(complete(whole), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(whole));
      assertThat(model.continuations).isEmpty();
      assertThat(bed.proxy.savings().observed()).containsEntry("ended-before-the-cut", 1L);
    }
  }

  @Test
  void chat_multiTurn_isTrimmedLikeSingleTurn() throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(thinking("reasoning_content")), complete(CONTINUATION));
    JsonArray turns =
        new JsonArray()
            .add(new JsonObject().put("role", "user").put("content", "Hello"))
            .add(new JsonObject().put("role", "assistant").put("content", "Hello!"))
            .add(new JsonObject().put("role", "user").put("content", "17*23?"));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      bed.chat(question(true).put("messages", turns));

      JsonArray asked = take(model.continuations).getJsonArray("messages");
      assertThat(asked.size()).isEqualTo(4);
      assertThat(asked.getJsonObject(1)).isEqualTo(turns.getJsonObject(1));
    }
  }

  @Test
  void chat_authorisationAndRouting_areTheSameInBothCalls() {
    List<String> keys = new java.util.concurrent.CopyOnWriteArrayList<>();
    ScriptedModel model =
        new ScriptedModel(unfinished(thinking("reasoning_content")), complete(CONTINUATION));
    try (ProxyBed bed =
        new ProxyBed(
            request -> {
              keys.add(request.getHeader("authorization") + request.getHeader("x-session"));
              model.handle(request);
            },
            CUT_EARLY)) {
      bed.send(
          HttpMethod.POST,
          "/v1/chat/completions",
          Map.of("authorization", "Bearer k", "x-session", "7"),
          question(true).toBuffer());

      assertThat(keys).containsExactly("Bearer k7", "Bearer k7");
    }
  }

  private static String thinking(String member) {
    StringBuilder stream = new StringBuilder(delta("role", "assistant"));
    KEPT.forEach(text -> stream.append(delta(member, text)));
    DROPPED.forEach(text -> stream.append(delta(member, text)));
    return stream.toString();
  }

  /** Six tokens in each delta, as servers count that were asked to. */
  static String thinkingWithRunningUsage() {
    StringBuilder stream = new StringBuilder();
    int completion = 0;
    for (String text : java.util.stream.Stream.concat(KEPT.stream(), DROPPED.stream()).toList()) {
      completion += 6;
      stream.append(
          event(
              head()
                  .put(
                      "choices",
                      new JsonArray()
                          .add(
                              new JsonObject()
                                  .put("index", 0)
                                  .put("delta", new JsonObject().put("reasoning_content", text))))
                  .put(
                      "usage",
                      new JsonObject()
                          .put("prompt_tokens", 8)
                          .put("completion_tokens", completion)
                          .put("total_tokens", 8 + completion))));
    }
    return stream.toString();
  }

  static JsonObject question(boolean stream) {
    return new JsonObject()
        .put("model", "m")
        .put("stream", stream)
        .put(
            "messages",
            new JsonArray().add(new JsonObject().put("role", "user").put("content", "17*23?")));
  }
}
