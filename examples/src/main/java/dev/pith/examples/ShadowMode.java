package dev.pith.examples;

import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.savings.SavingsSnapshot;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Rolls Pith out without a risk: in shadow mode every answer passes as it is, and the proxy counts
 * where it would have cut.
 *
 * <p>Arguments: the URL of an OpenAI-style server, then one or more bodies of chat requests.
 */
public final class ShadowMode {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  private ShadowMode() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    ProxySettings settings =
        ProxySettings.builder(args[0]).set("port", 0).set("mode", "shadow").build();
    OkHttpClient client = new OkHttpClient.Builder().readTimeout(LONGEST_SILENCE).build();
    Vertx vertx = Vertx.vertx();
    try {
      ProxyServer proxy = ProxyServer.start(vertx, settings).await();
      String url = "http://127.0.0.1:" + proxy.port() + "/v1/chat/completions";
      for (int i = 1; i < args.length; i++) {
        RequestBody body = RequestBody.create(args[i], MediaType.get("application/json"));
        Request request = new Request.Builder().url(url).post(body).build();
        try (Response answer = client.newCall(request).execute()) {
          System.out.println(answer.code() + ", " + answer.body().bytes().length + " bytes");
        }
      }
      report(proxy.savings());
    } finally {
      vertx.close().await();
    }
  }

  private static void report(SavingsSnapshot savings) {
    System.out.printf(
        "of %d requests it would have cut %s%nand saved %d of %d tokens of thinking%n",
        savings.requests(),
        savings.wouldCut(),
        savings.wouldSaveTokens().sum(),
        savings.thinkingTokens().sum());
  }
}
