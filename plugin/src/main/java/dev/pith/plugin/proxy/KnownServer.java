package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.history.HistoryMode;
import dev.pith.plugin.probe.StopMethods;
import dev.pith.plugin.rag.RagMode;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the model server is, for what is done with chunks and past thoughts: what a setting or its
 * address says, else what it was found to be, and until then any server. Nothing waits for that.
 * Thread-safe.
 */
final class KnownServer {
  private final Vertx vertx;
  private final Upstream upstream;
  private final @Nullable ServerKind told;
  private final boolean asks;
  private final StopMethods stopMethods;

  KnownServer(Vertx vertx, ProxySettings settings, Upstream upstream, StopMethods stopMethods) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.stopMethods = stopMethods;
    told = told(settings, upstream);
    asks =
        told == null
            && (settings.rag().mode() == RagMode.ORDER
                || settings.history().mode() != HistoryMode.OFF);
  }

  /** Returns what a setting, its construction or its address says that it is; null for nothing. */
  static @Nullable ServerKind told(ProxySettings settings, Upstream upstream) {
    if (settings.probe().kind() != null) {
      return settings.probe().kind();
    }
    URI address = upstream.address();
    String host = address == null ? null : address.getHost();
    return upstream.kind() != null || host == null
        ? upstream.kind()
        : ServerKind.ofHost(host).orElse(null);
  }

  /** Returns what it is taken to be now. */
  ServerKind kind() {
    return told == null ? stopMethods.kind().orElse(ServerKind.GENERIC) : told;
  }

  /** Tells whether more may be known of it later. */
  boolean mayBecomeKnown() {
    return asks && stopMethods.kind().isEmpty();
  }

  /** Finds out what it is, beside a request, where that matters and is not known. */
  void find(HttpServerRequest request) {
    if (mayBecomeKnown()) {
      String path = String.valueOf(request.path());
      int end = path.indexOf("/v1/");
      find(end < 0 ? "" : path.substring(0, end), ForwardedHeaders.ofJson(request.headers()));
    }
  }

  /**
   * Finds out what it is, where that matters and is not known.
   *
   * @param headers are sent to it
   */
  void find(String pathPrefix, MultiMap headers) {
    if (mayBecomeKnown()) {
      stopMethods.identify(new Route(vertx, upstream, pathPrefix, "", headers, false));
    }
  }
}
