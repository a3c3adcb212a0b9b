package dev.pith.verifier.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A server on the loopback address that answers as it is told, and can be held up. */
final class FakeServer implements AutoCloseable {

  /** Says what is answered. */
  interface Script {
    MockResponse answer(RecordedRequest request);
  }

  private final MockWebServer server = new MockWebServer();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger mostInside = new AtomicInteger();
  private volatile Script script;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  FakeServer(Script script) throws IOException {
    this.script = script;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            requests.add(request);
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            gate.await();
            inside.decrementAndGet();
            return FakeServer.this.script.answer(request);
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  static MockResponse ok(String body) {
    return new MockResponse.Builder()
        .code(200)
        .setHeader("content-type", "application/json")
        .body(body)
        .build();
  }

  static MockResponse refusal(int status) {
    return new MockResponse.Builder()
        .code(status)
        .body("{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}")
        .build();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  void now(Script other) {
    script = other;
  }

  /** Holds requests up until {@link #letGo}. */
  void holdUp() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  List<RecordedRequest> requests() {
    return requests;
  }

  List<String> paths() {
    return requests.stream().map(request -> request.getUrl().encodedPath()).toList();
  }

  int inside() {
    return inside.get();
  }

  int mostInside() {
    return mostInside.get();
  }

  @Override
  public void close() {
    gate.countDown();
    server.close();
  }
}
