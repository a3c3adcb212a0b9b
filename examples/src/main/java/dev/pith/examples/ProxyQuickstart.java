package dev.pith.examples;

import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Starts the proxy in front of a model server, streams one answer through it, and prints the chunk
 * that says what was cut.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a reasoning model, a question.
 */
public final class ProxyQuickstart {

  private ProxyQuickstart() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    ProxySettings settings =
        ProxySettings.builder(args[0])
            .set("port", 0)
            .set("upstream-kind", "generic") // both unset: the proxy finds out, while it observes
            .set("stop-method", "chat-prefill")
            .build();
    Vertx vertx = Vertx.vertx();
    try {
      ProxyServer proxy = ProxyServer.start(vertx, settings).await();
      ask("http://127.0.0.1:" + proxy.port(), args[1], args[2]);
    } finally {
      vertx.close().await();
    }
  }

  /** Any client of an OpenAI-style server does: only its base URL is another one. */
  private static void ask(String baseUrl, String model, String question) throws IOException {
    String body =
        """
        {"model":"%s","stream":true,"messages":[{"role":"user","content":"%s"}]}
        """
            .formatted(model, question);
    Request request =
        new Request.Builder()
            .url(baseUrl + "/v1/chat/completions")
            .post(RequestBody.create(body, MediaType.get("application/json")))
            .build();
    try (Response response = new OkHttpClient().newCall(request).execute()) {
      BufferedSource events = response.body().source();
      for (String line = events.readUtf8Line(); line != null; line = events.readUtf8Line()) {
        if (line.contains("\"pith\":")) {
          System.out.println(line);
        }
      }
    }
  }
}
