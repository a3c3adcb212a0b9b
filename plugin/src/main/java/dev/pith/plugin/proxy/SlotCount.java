package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.probe.Addresses;
import dev.pith.plugin.rag.Pins;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a llama-server how many slots it has, now and then, beside the requests: none waits for it.
 * A server that is not known to be one is asked only where it is on this machine or near it.
 * Thread-safe.
 */
final class SlotCount {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** A server that was started again with fewer slots would let a request wait for ever. */
  private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();

  private final Vertx vertx;
  private final Upstream upstream;
  private final Pins pins;
  private final KnownServer server;
  private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - FRESH_NANOS);

  SlotCount(Vertx vertx, Upstream upstream, KnownServer server, Pins pins) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.pins = pins;
    this.server = server;
  }

  /** Asks again when the last answer is old; to be called on the context of a request. */
  void refresh(HttpServerRequest request) {
    long now = System.nanoTime();
    long last = askedAt.get();
    if (!asks() || now - last < FRESH_NANOS || !askedAt.compareAndSet(last, now)) {
      return;
    }
    String path = request.path();
    int end = path.indexOf("/v1/");
    MultiMap headers = ForwardedHeaders.ofJson(request.headers());
    String uri = (end < 0 ? "" : path.substring(0, end)) + "/props";
    JsonCall.send(vertx, upstream, HttpMethod.GET, uri, headers, null, DEADLINE)
        .reply()
        .onSuccess(
            reply -> {
              OptionalLong slots =
                  reply.isOk() ? Json.count(reply.json(), "total_slots") : OptionalLong.empty();
              pins.slots((int) Math.min(slots.orElse(0), 1_024));
            })
        .onFailure(unknown -> pins.slots(0));
  }

  private boolean asks() {
    if (!pins.areOn()) {
      return false;
    }
    ServerKind kind = server.kind();
    return kind == ServerKind.LLAMA || (kind == ServerKind.GENERIC && isNear(upstream));
  }

  private static boolean isNear(Upstream upstream) {
    URI address = upstream.address();
    return address != null && address.getHost() != null && Addresses.isPrivate(address.getHost());
  }
}
