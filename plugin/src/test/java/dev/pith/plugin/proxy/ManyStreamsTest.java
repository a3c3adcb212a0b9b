package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What many streams leave behind: nothing. */
class ManyStreamsTest {

  private static final int STREAMS = 1_000;
  private static final int AT_A_TIME = 50;

  /** How the client of a stream behaves; the streams take turns. */
  private enum Client {
    READS_TO_THE_END,
    LEAVES_AT_THE_HEAD,
    LEAVES_AT_THE_FIRST_BYTES
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void chat_thousandCutAndAbandonedStreams_leaveNothingOpen(HttpVersion version) {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(delta("reasoning_content", "Six sevens are 42. Or are they? ")),
            complete(delta("content", "42") + finish("stop") + done()));
    try (ProxyBed bed =
        new ProxyBed(model, settings -> settings.set("trim-thinking-budget-tokens", 2))) {
      for (int done = 0; done < STREAMS; done += AT_A_TIME) {
        List<Future<?>> streams = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
          Client client = Client.values()[(done + i) % Client.values().length];
          streams.add(bed.openChat(version).compose(response -> play(client, response)));
        }
        await(Future.join(streams));
      }

      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      await().untilAsserted(() -> assertThat(bed.proxy.savings().requests()).isEqualTo(STREAMS));
      // The proxy still runs: its idle connections go by themselves after their keep-alive time.
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
    }
  }

  private static Future<Void> play(Client client, HttpClientResponse response) {
    switch (client) {
      case READS_TO_THE_END -> {
        Future<Void> end = response.end();
        response.resume();
        return end;
      }
      case LEAVES_AT_THE_HEAD -> {
        return response.request().reset().otherwiseEmpty(); // the whole answer may be there
      }
      default -> {
        Future<Void> left = response.end().otherwiseEmpty();
        response.handler((Buffer bytes) -> response.request().reset());
        response.resume();
        return left;
      }
    }
  }
}
