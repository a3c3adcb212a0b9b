package dev.pith.plugin.upstream;

import dev.pith.plugin.dialect.stop.ServerKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model server behind the proxy, in another process or in this one: it takes a request as HTTP
 * has it and answers with a head and a body that streams in.
 *
 * <p>Thread-safe. Calls are made on a Vert.x context, and their listeners are called on it, never
 * before the method that makes the call has returned.
 */
public interface Upstream {

  /**
   * Returns a model server that is reached over HTTP/1.1; connects to nothing yet.
   *
   * <p>It must be referenced for as long as calls are made: a Vert.x client that nobody references
   * is closed by the garbage collector.
   *
   * @param base scheme, host, port and the path that is put before every request path
   * @param connectTimeout how long one connection may take
   * @param longestSilence how long the server may send nothing while it is waited for
   * @param maxConnections connections at the same time; every stream holds one
   */
  static Upstream http(
      Vertx vertx, URI base, Duration connectTimeout, Duration longestSilence, int maxConnections) {
    return new HttpUpstream(vertx, base, connectTimeout, longestSilence, maxConnections);
  }

  /** Returns what people call it: its URL, or the name of its model. */
  String name();

  /**
   * Sends a request with a body that is already here.
   *
   * @param uri path and query
   * @param headers what is sent besides {@code host} and {@code content-length}
   * @param body the body; null for a request without one
   */
  UpstreamCall call(
      HttpMethod method,
      String uri,
      MultiMap headers,
      @Nullable Buffer body,
      UpstreamCall.Listener listener);

  /**
   * Makes the second call of an answer that a client is already reading, otherwise as {@link #call}
   * does. A server whose requests wait for each other may serve it before the waiting ones.
   *
   * <p>It is the proxy that says so, by this method alone: nothing that a client sends leads here.
   */
  default UpstreamCall goOn(
      HttpMethod method,
      String uri,
      MultiMap headers,
      Buffer body,
      UpstreamCall.Listener listener) {
    return call(method, uri, headers, body, listener);
  }

  /**
   * Sends a request whose body still arrives; the body must be paused.
   *
   * @param headers what is sent besides {@code host}; without a {@code content-length} the body is
   *     sent in chunks
   */
  UpstreamCall stream(
      HttpMethod method,
      String uri,
      MultiMap headers,
      ReadStream<Buffer> body,
      UpstreamCall.Listener listener);

  /** Returns where it is; null for one in this process. */
  default @Nullable URI address() {
    return null;
  }

  /** Returns what it is, where that is known by construction; null where it must be found out. */
  default @Nullable ServerKind kind() {
    return null;
  }

  /** Finds out whether it can be reached; fails with {@link UpstreamException}. */
  Future<Void> probe();

  /**
   * Returns what it counts, by name, for the status page; numbers, texts, and maps of them. Empty
   * when it counts nothing.
   */
  default Map<String, Object> status() {
    return Map.of();
  }

  /** Shows what it counts in a registry, for the metrics page. */
  default void register(MeterRegistry registry) {}

  /** Breaks every call off and frees what it holds. */
  Future<Void> close();
}
