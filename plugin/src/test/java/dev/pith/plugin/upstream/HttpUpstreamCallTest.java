package dev.pith.plugin.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpUpstreamCallTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String PIECE = "1\r\nx\r\n";
  private static final String END = "0\r\n\r\n";

  /** More pieces than wait for an answer that is paused before its connection is paused, too. */
  private static final int MOST_PIECES = 40;

  private static final Duration LONG = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();

  /** What comes of a call: the first head, and the whole body. */
  private record Reply(Promise<Void> head, Buffer received, Promise<String> body)
      implements UpstreamCall.Listener {

    Reply() {
      this(Promise.promise(), Buffer.buffer(), Promise.promise());
    }

    @Override
    public void onHead(int status, String reasonPhrase, MultiMap headers) {
      head.complete();
    }

    @Override
    public void onBytes(Buffer bytes) {
      received.appendBuffer(bytes);
    }

    @Override
    public void onEnd() {
      body.complete(received.toString());
    }

    @Override
    public void onFailure(UpstreamException failure) {
      body.fail(failure);
    }
  }

  @Test
  void cancel_pausedAnswerThatHasEndedOnTheWire_nextCallOnItsConnectionIsRead() throws Exception {
    try {
      for (int pieces = 0; pieces <= MOST_PIECES; pieces++) {
        String rest = PIECE.repeat(pieces) + END;
        Promise<Void> paused = Promise.promise();
        Promise<Void> written = Promise.promise();
        NetServer server =
            vertx
                .createNetServer()
                .connectHandler(socket -> answer(socket, paused.future().map(rest), written))
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
        URI address = URI.create("http://127.0.0.1:" + server.actualPort());
        Promise<String> second = Promise.promise();

        vertx.runOnContext(now -> cancelPaused(address, paused, written.future(), second));

        assertThat(second.future().await(20, TimeUnit.SECONDS))
            .as("behind %s pieces", pieces)
            .isEqualTo("read");
      }
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  /** Pauses a call at its head, cancels it when all of it has come, and makes another one. */
  private void cancelPaused(
      URI address, Promise<Void> paused, Future<Void> written, Promise<String> second) {
    Upstream upstream = Upstream.http(vertx, address, LONG, LONG, 1);
    Upstream other = Upstream.http(vertx, address, LONG, LONG, 1);
    Reply held = new Reply();
    Reply next = new Reply();
    UpstreamCall call = call(upstream, "/held", held);
    held.head
        .future()
        .onSuccess(
            head -> {
              call.pause();
              paused.complete();
            });
    // What was written before two round trips has been read behind them.
    written
        .compose(sent -> other.probe())
        .compose(sent -> other.probe())
        .onSuccess(
            arrived -> {
              call.cancel();
              call(upstream, "/next", next);
            });
    next.body.future().onComplete(second);
  }

  private static void answer(NetSocket socket, Future<String> rest, Promise<Void> written) {
    socket.handler(
        request -> {
          if (request.toString().startsWith("GET /held")) {
            socket.write(HEAD);
            rest.onSuccess(text -> socket.write(text).onComplete(written));
          } else {
            socket.write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nread");
          }
        });
  }

  private static UpstreamCall call(Upstream upstream, String uri, Reply reply) {
    return upstream.call(HttpMethod.GET, uri, MultiMap.caseInsensitiveMultiMap(), null, reply);
  }
}
