package dev.pith.eval.replay;

import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.function.Consumer;

/** A replay server and a proxy in front of it, both on free ports of the loopback address. */
public final class LoopbackPair implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx;
  private final int replayPort;
  private final ProxyServer proxy;

  private LoopbackPair(Vertx vertx, int replayPort, ProxyServer proxy) {
    this.vertx = vertx;
    this.replayPort = replayPort;
    this.proxy = proxy;
  }

  /**
   * Starts both.
   *
   * @param trim when the proxy cuts
   * @param onReply receives every reply of the replay server when it is over, on an event loop
   * @throws IOException when a port cannot be opened
   */
  public static LoopbackPair start(
      TraceLibrary library, ReplaySettings replay, TrimSettings trim, Consumer<ServedReply> onReply)
      throws IOException {
    Vertx vertx = Vertx.vertx();
    return new ReplayServer(vertx, library, replay, onReply)
        .start(HOST, 0)
        .compose(
            port ->
                ProxyServer.start(vertx, proxySettings(url(port), trim))
                    .map(proxy -> new LoopbackPair(vertx, port, proxy)))
        .onFailure(refused -> vertx.close())
        .await();
  }

  /** Returns the URL of the replay server. */
  public String directUrl() {
    return url(replayPort);
  }

  /** Returns the URL of the proxy. */
  public String proxyUrl() {
    return url(proxy.port());
  }

  /** Breaks off what is going on and closes both ports. */
  @Override
  public void close() {
    vertx.close().await();
  }

  private static ProxySettings proxySettings(String upstream, TrimSettings trim) {
    return ProxySettings.builder(upstream)
        .set("host", HOST)
        .set("port", 0)
        .set("upstream-kind", "generic")
        .set("stop-method", "chat-prefill")
        .trim(trim)
        .build();
  }

  private static String url(int port) {
    return "http://" + HOST + ":" + port;
  }
}
