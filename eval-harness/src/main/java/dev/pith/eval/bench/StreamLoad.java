package dev.pith.eval.bench;

import dev.pith.eval.replay.ReplayServer;
import dev.pith.eval.replay.ReplaySettings;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A number of streams read at the same time, and how long what they carry was on its way.
 *
 * <p>The streams come from a replay server in this process whose events are stamped.
 */
final class StreamLoad implements AutoCloseable {

  /*
   * One event loop reads everything: where a pooled connection belongs to another one than its
   * request, a short response may be over before its handlers are set.
   */

  /**
   * What one load has measured.
   *
   * @param events time of each event from its making to its reading
   * @param firstBytes time of each stream from its request to its first byte
   * @param streamsPerSecond streams read to their end
   */
  record Measured(Delays events, Delays firstBytes, double streamsPerSecond) {}

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String STAMP = "\"" + ReplaySettings.STAMP + "\":";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final HttpClientAgent client;
  private final int concurrency;

  /**
   * Prepares loads.
   *
   * @param concurrency streams at the same time
   */
  StreamLoad(int concurrency) {
    this.concurrency = concurrency;
    client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(concurrency));
  }

  /**
   * Reads streams until that many are done.
   *
   * @param tokensPerSecond rate of each stream; 0 is unlimited
   * @throws IOException when a stream fails: then nothing was measured
   */
  Measured run(Route route, String traceKey, double tokensPerSecond, int streams)
      throws IOException {
    Run run = new Run(route, traceKey, tokensPerSecond, streams);
    long start = System.nanoTime();
    Promise<Void> done = Promise.promise();
    context.runOnContext(begin -> run.lanes(Math.min(concurrency, streams)).onComplete(done));
    try {
      done.future().await(PATIENCE);
    } catch (TimeoutException late) {
      throw new IOException("not done after " + PATIENCE, late);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measured(
        new Delays(run.eventNanos), new Delays(run.firstByteNanos), streams / seconds);
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** One load under way, confined to the event loop. */
  private final class Run {
    private final RequestOptions target;
    private int left;
    private final List<Long> eventNanos = new ArrayList<>();
    private final List<Long> firstByteNanos = new ArrayList<>();

    Run(Route route, String traceKey, double tokensPerSecond, int streams) {
      left = streams;
      target =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(route.baseUrl() + "/v1/chat/completions")
              .putHeader("content-type", "application/json")
              .putHeader(ReplayServer.TRACE_HEADER, traceKey)
              .putHeader(ReplayServer.RATE_HEADER, Double.toString(tokensPerSecond));
      route.headers().forEach(target::putHeader);
    }

    /** Reads all streams, that many at a time. */
    Future<Void> lanes(int count) {
      return Future.all(Stream.generate(this::lane).limit(count).toList()).mapEmpty();
    }

    /** Reads one stream after the other until none is left. */
    private Future<Void> lane() {
      if (left-- <= 0) {
        return Future.succeededFuture();
      }
      return stream().compose(done -> lane());
    }

    private Future<Void> stream() {
      long start = System.nanoTime();
      return client
          .request(target)
          .compose(request -> ask(request))
          .compose(response -> read(response, start));
    }

    private Future<HttpClientResponse> ask(HttpClientRequest request) {
      return request.send(
          "{\"model\":\"bench\",\"stream\":true,"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}");
    }

    private Future<Void> read(HttpClientResponse response, long startNanos) {
      if (response.statusCode() != 200) {
        return Future.failedFuture(new IOException("HTTP " + response.statusCode()));
      }
      Promise<Void> end = Promise.promise();
      SseDecoder decoder = new SseDecoder(this::onEvent);
      boolean[] begun = {false};
      response.handler(
          (Buffer buffer) -> {
            if (!begun[0]) {
              begun[0] = true;
              firstByteNanos.add(System.nanoTime() - startNanos);
            }
            decoder.onBytes(buffer.getBytes());
          });
      response.exceptionHandler(end::tryFail);
      response.endHandler(done -> end.tryComplete());
      return end.future();
    }

    private void onEvent(SseEvent event) {
      String data = event.data();
      int at = data == null ? -1 : data.lastIndexOf(STAMP);
      if (data == null || at < 0) {
        return;
      }
      int from = at + STAMP.length();
      int to = from;
      while (to < data.length() && (Character.isDigit(data.charAt(to)) || data.charAt(to) == '-')) {
        to++;
      }
      eventNanos.add(System.nanoTime() - Long.parseLong(data, from, to, 10));
    }
  }
}
