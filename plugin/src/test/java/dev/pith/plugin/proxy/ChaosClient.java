package dev.pith.plugin.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A client that writes in pieces, reads slowly or leaves, over a connection of its own. */
final class ChaosClient {

  private static final int PATIENCE_MILLIS = 20_000;

  /** A client that wants to leave in a phase that does not come leaves then. */
  private static final int SHORT_STAY_MILLIS = 150;

  /** The same for one that waits for a cut, which nearly always comes. */
  private static final int LONGEST_STAY_MILLIS = 1_500;

  private static final int MOST_PAUSES = 5;

  private final Vertx vertx;
  private final ChaosExchange exchange;
  private final ChaosPlan plan;
  private final NetSocket socket;
  private final SplittableRandom random;
  private final Buffer received = Buffer.buffer();
  private final Promise<ChaosReply> reply = Promise.promise();
  private ChaosReply.End how = ChaosReply.End.CLOSED;
  private int pauses;
  private final int leavesAfterBytes;

  private ChaosClient(Vertx vertx, ChaosExchange exchange, NetSocket socket) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.plan = exchange.plan;
    this.socket = socket;
    this.random = plan.random("client");
    this.leavesAfterBytes = 150 + random.nextInt(1_000);
  }

  /** Plays the client of an exchange and returns what it has received. */
  static Future<ChaosReply> play(Vertx vertx, NetClient client, int port, ChaosExchange exchange) {
    return client
        .connect(port, "127.0.0.1")
        .compose(socket -> new ChaosClient(vertx, exchange, socket).play());
  }

  private Future<ChaosReply> play() {
    socket.exceptionHandler(broken -> {});
    socket.handler(this::onBytes);
    long timer = vertx.setTimer(PATIENCE_MILLIS, late -> end(ChaosReply.End.HUNG));
    // Not the close handler, which does not wait for what a paused client has still to read.
    socket.endHandler(
        closed -> {
          vertx.cancelTimer(timer);
          reply.tryComplete(ChaosReply.of(received.getBytes(), how));
        });
    if (plan.has(ChaosFault.LEAVES_BEFORE_HEAD)) {
      exchange.asked.future().onSuccess(asked -> leave(ChaosFault.LEAVES_BEFORE_HEAD));
    }
    if (plan.has(ChaosFault.LEAVES_WHILE_HELD)) {
      exchange.goesOn.future().onSuccess(asked -> leave(ChaosFault.LEAVES_WHILE_HELD));
    }
    if (plan.leaves()) {
      boolean waits =
          plan.has(ChaosFault.LEAVES_WHILE_HELD) || plan.has(ChaosFault.LEAVES_IN_CONTINUATION);
      vertx.setTimer(
          waits ? LONGEST_STAY_MILLIS : SHORT_STAY_MILLIS,
          late -> leave(ChaosFault.LEAVES_IN_THINKING));
    }
    send(request(), 0);
    return reply.future();
  }

  private Buffer request() {
    Buffer body = plan.question().toBuffer();
    return Buffer.buffer(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: chaos\r\nconnection: close\r\n"
                + "content-type: application/json\r\nx-pith-thinking-budget: "
                + plan.budgetTokens
                + "\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n")
        .appendBuffer(body);
  }

  private void send(Buffer request, int from) {
    boolean cut = plan.has(ChaosFault.LEAVES_IN_REQUEST);
    if (cut) {
      int length = random.nextInt(1, request.length());
      socket
          .write(request.getBuffer(0, length))
          .onComplete(sent -> leave(ChaosFault.LEAVES_IN_REQUEST));
    } else if (!plan.has(ChaosFault.SPLIT_REQUEST)) {
      socket.write(request);
    } else {
      int to = Math.min(request.length(), from + random.nextInt(1, 90));
      socket.write(request.getBuffer(from, to));
      if (to < request.length()) {
        exchange.inject(ChaosFault.SPLIT_REQUEST);
        vertx.getOrCreateContext().runOnContext(turn -> send(request, to));
      }
    }
  }

  private void onBytes(Buffer bytes) {
    received.appendBuffer(bytes);
    if (plan.has(ChaosFault.SLOW_CLIENT) && pauses < MOST_PAUSES) {
      pauses++;
      exchange.inject(ChaosFault.SLOW_CLIENT);
      socket.pause();
      vertx.setTimer(random.nextInt(1, 10), fired -> socket.resume());
    }
    if (plan.has(ChaosFault.LEAVES_AT_HEAD)) {
      leave(ChaosFault.LEAVES_AT_HEAD);
    } else if (plan.has(ChaosFault.LEAVES_IN_THINKING) && received.length() > leavesAfterBytes) {
      leave(ChaosFault.LEAVES_IN_THINKING);
    } else if (plan.has(ChaosFault.LEAVES_IN_CONTINUATION)
        && received.toString(StandardCharsets.ISO_8859_1).contains("Second")) {
      leave(ChaosFault.LEAVES_IN_CONTINUATION);
    }
  }

  private void leave(ChaosFault where) {
    if (how == ChaosReply.End.CLOSED && !reply.future().isComplete()) {
      exchange.inject(where);
      end(ChaosReply.End.LEFT);
    }
  }

  private void end(ChaosReply.End end) {
    how = end;
    socket.resume();
    socket.close();
  }
}
