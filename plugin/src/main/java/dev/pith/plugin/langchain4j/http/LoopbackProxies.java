package dev.pith.plugin.langchain4j.http;

import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.verifier.Verifier;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy on a loopback port for each model server, started when it is first needed. Thread-safe.
 */
final class LoopbackProxies implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackProxies.class);

  /** Servers beyond these are reached directly. */
  private static final int MAX_SERVERS = 16;

  private final Function<String, ProxySettings> settings;
  private final Verifier verifier;
  private final Map<String, Optional<ProxyServer>> byServer = new ConcurrentHashMap<>();

  private @Nullable Vertx vertx;
  private volatile boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param settings the settings of the proxy before a server
   * @param verifier shared by all of them
   */
  LoopbackProxies(Function<String, ProxySettings> settings, Verifier verifier) {
    this.settings = settings;
    this.verifier = verifier;
  }

  /** Returns the port of the proxy before a server; empty when the server is reached directly. */
  OptionalInt portOf(String server) {
    Optional<ProxyServer> running = byServer.get(server);
    if (running == null) {
      running = start(server);
    }
    return running.isPresent() && !closed
        ? OptionalInt.of(running.get().port())
        : OptionalInt.empty();
  }

  Map<String, SavingsSnapshot> savings() {
    Map<String, SavingsSnapshot> all = new TreeMap<>();
    byServer.forEach(
        (server, proxy) -> proxy.ifPresent(running -> all.put(server, running.savings())));
    return all;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Optional<ProxyServer> proxy : byServer.values()) {
      proxy.ifPresent(running -> running.close().toCompletionStage().toCompletableFuture().join());
    }
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private synchronized Optional<ProxyServer> start(String server) {
    Optional<ProxyServer> known = byServer.get(server);
    if (known != null || closed || byServer.size() >= MAX_SERVERS) {
      return known == null ? Optional.empty() : known;
    }
    Optional<ProxyServer> started;
    try {
      if (vertx == null) {
        vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));
      }
      started =
          Optional.of(
              ProxyServer.start(vertx, settings.apply(server), verifier)
                  .toCompletionStage()
                  .toCompletableFuture()
                  .join());
    } catch (CompletionException | IllegalArgumentException unusable) {
      LOG.warn("there is no Pith before {}, it is reached directly", server, unusable);
      started = Optional.empty();
    }
    byServer.put(server, started);
    return started;
  }
}
