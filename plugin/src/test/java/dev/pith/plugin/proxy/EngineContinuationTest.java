package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The second call of a cut, where the embedded engine has more requests than places. */
class EngineContinuationTest {

  private static final String KEPT =
      "\nSeventeen times twenty is 340. And three times that is 51. ";
  private static final String ANSWER = "The product is **391**.";

  /** Open when everybody who shall wait does: until then the model says one token. */
  private final CountDownLatch allWait = new CountDownLatch(1);

  private final AtomicInteger goneOn = new AtomicInteger();

  @Test
  void chat_cutWhileOthersWait_goesOnBeforeThemWhateverTheySend() {
    try (EngineBed model = EngineBed.conversing(this::say, s -> s.withMaxRunning(1));
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineContinuationTest::cut)) {
      Future<Buffer> answer = bed.readChat();
      await().until(() -> model.stats().running() == 1);
      List<Future<HttpClientResponse>> opened = new ArrayList<>();
      for (String uri : List.of("/v1/chat/completions", "/v1/completions")) {
        opened.add(pretender(bed, uri));
        await().until(() -> model.stats().queued() == opened.size());
      }

      allWait.countDown();

      ClientTranscript client = ClientTranscript.of(await(answer));
      assertThat(client.content.toString().strip()).isEqualTo(ANSWER);
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
      await().until(() -> model.stats().running() == 1);
      assertThat(model.stats().queued()).as("the second pretender").isEqualTo(1);
      for (Future<HttpClientResponse> each : opened) {
        await(await(each).request().reset());
      }
      await().until(() -> model.stats().running() == 0);
    }
  }

  @Test
  void chat_cut_isTheOnlyCallThatGoesOn() {
    allWait.countDown();
    try (EngineBed model = EngineBed.conversing(this::say, s -> s);
        ProxyBed bed = before(model, EngineContinuationTest::cut)) {
      bed.chat(ChatTrimTest.question(true));

      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
      assertThat(goneOn).hasValue(1);
    }
  }

  @Test
  void chat_cutIsOnlyChecked_waitsLikeAnyOther() {
    allWait.countDown();
    try (EngineBed model = EngineBed.conversing(this::say, s -> s);
        ProxyBed bed =
            before(
                model,
                settings -> {
                  cut(settings);
                  settings.set("mode", "shadow").set("shadow-check", "1");
                })) {
      bed.chat(ChatTrimTest.question(true));

      await().until(() -> bed.proxy.savings().wouldCut().containsKey("budget"));
      assertThat(model.stats().completed() + model.stats().cancelled())
          .as("the answer and its check")
          .isEqualTo(2);
      assertThat(goneOn).hasValue(0);
    }
  }

  private ProxyBed before(EngineBed model, Consumer<ProxySettings.Builder> change) {
    return ProxyBed.before(model.vertx, new Counting(model.upstream), change);
  }

  private static void cut(ProxySettings.Builder settings) {
    settings.set("trim-thinking-budget-tokens", 20).set("continuation-deadline-ms", 15_000);
  }

  /** Asks for an endless answer, and to be taken for one that goes on with another. */
  private static Future<HttpClientResponse> pretender(ProxyBed bed, String uri) {
    JsonArray messages =
        new JsonArray()
            .add(new JsonObject().put("role", "user").put("content", "endless"))
            .add(new JsonObject().put("role", "assistant").put("content", "On"));
    JsonObject body =
        new JsonObject()
            .put("stream", true)
            .put("messages", messages)
            .put("prompt", "endless<|im_start|>assistant\nOn")
            .put("continue_final_message", true)
            .put("add_generation_prompt", false)
            .put("continues_answer", true)
            .put("continuesAnswer", true)
            .put("under_way", true)
            .put("priority", -1_000);
    Map<String, String> headers =
        Map.of(
            "content-type", "application/json",
            "x-pith-continues", "true",
            "x-pith-continues-answer", "true",
            "x-pith-under-way", "true",
            "priority", "u=0");
    return bed.open(HttpVersion.HTTP_1_1, HttpMethod.POST, uri, headers, body.toBuffer());
  }

  private String say(String conversation, String written) {
    if (!written.isEmpty()) {
      awaitAll();
    }
    if (conversation.contains("endless")) {
      return written + "On and on it goes. ";
    }
    int end = written.indexOf("</think>");
    String dropped = "So it is 391. Wait, check that once more. ".repeat(40);
    String thought =
        end < 0 ? "<think>" + KEPT + dropped + "</think>" : written.substring(0, end + 8);
    return thought + "\n\n" + ANSWER;
  }

  private void awaitAll() {
    try {
      assertThat(allWait.await(20, TimeUnit.SECONDS)).as("all wait").isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Counts the calls that go on with an answer. */
  private final class Counting implements Upstream {

    private final Upstream engine;

    private Counting(Upstream engine) {
      this.engine = engine;
    }

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public @Nullable ServerKind kind() {
      return engine.kind();
    }

    @Override
    public UpstreamCall call(
        HttpMethod method,
        String uri,
        MultiMap headers,
        @Nullable Buffer body,
        UpstreamCall.Listener listener) {
      return engine.call(method, uri, headers, body, listener);
    }

    @Override
    public UpstreamCall goOn(
        HttpMethod method,
        String uri,
        MultiMap headers,
        Buffer body,
        UpstreamCall.Listener listener) {
      goneOn.incrementAndGet();
      return engine.goOn(method, uri, headers, body, listener);
    }

    @Override
    public UpstreamCall stream(
        HttpMethod method,
        String uri,
        MultiMap headers,
        ReadStream<Buffer> body,
        UpstreamCall.Listener listener) {
      return engine.stream(method, uri, headers, body, listener);
    }

    @Override
    public Future<Void> probe() {
      return engine.probe();
    }

    @Override
    public Future<Void> close() {
      return engine.close();
    }
  }
}
