package dev.pith.plugin.proxy;

import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model server that plays the scripts of exchanges, down to the byte. */
final class ChaosUpstream {

  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

  private final Vertx vertx;
  private final NetServer server;
  private final Map<Integer, ChaosExchange> exchanges = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  ChaosUpstream(Vertx vertx) {
    this.vertx = vertx;
    server =
        vertx.createNetServer().connectHandler(socket -> connections.add(new Connection(socket)));
  }

  Future<Integer> listen() {
    return server.listen(0, "127.0.0.1").map(NetServer::actualPort);
  }

  /** Answers the calls for an exchange from now on. */
  void expect(ChaosExchange exchange) {
    exchanges.put(exchange.plan.number, exchange);
  }

  /** Returns the connections that the proxy has open. */
  int connections() {
    return connections.size();
  }

  /** Returns the connections on which an answer is still under way. */
  long busy() {
    return connections.stream().filter(connection -> connection.busy).count();
  }

  /** A connection of the proxy: one call after the other. */
  private final class Connection {
    private final NetSocket socket;
    private Buffer received = Buffer.buffer();
    private volatile boolean busy;
    private boolean closed;

    Connection(NetSocket socket) {
      this.socket = socket;
      socket.exceptionHandler(broken -> {});
      socket.closeHandler(
          gone -> {
            closed = true;
            connections.remove(this);
          });
      socket.handler(this::onBytes);
    }

    private void onBytes(Buffer bytes) {
      busy = true;
      received.appendBuffer(bytes);
      String text = received.toString("ISO-8859-1");
      int head = text.indexOf("\r\n\r\n") + 4;
      Matcher length = LENGTH.matcher(text);
      if (head < 4 || !length.find()) {
        return;
      }
      int end = head + Integer.parseInt(length.group(1));
      if (received.length() >= end) {
        JsonObject body = received.getBuffer(head, end).toJsonObject();
        received = Buffer.buffer();
        answer(body);
      }
    }

    private void answer(JsonObject body) {
      int number = Integer.parseInt(body.getString("model").substring(1));
      ChaosExchange exchange = exchanges.get(number);
      play(exchange, exchange.answer(body.containsKey("continue_final_message")), 0, 0);
    }

    /**
     * Writes on.
     *
     * @param gatePassed 1 behind the gate
     */
    private void play(ChaosExchange exchange, ChaosScript script, int from, int gatePassed) {
      if (closed) {
        return;
      }
      int length = script.bytes().length();
      int to = length;
      for (int stop : script.stops().keySet()) {
        to = stop > from ? Math.min(to, stop) : to;
      }
      boolean gate = gatePassed == 0 && script.gate() >= from && script.gate() <= to;
      to = gate ? script.gate() : to;
      Buffer piece = script.bytes().getBuffer(from, to);
      int at = to;
      if (gate) {
        socket.write(piece);
        awaitContinuation(exchange, () -> play(exchange, script, at, 1));
      } else if (to == length) {
        finish(exchange, script, piece);
      } else {
        socket.write(piece);
        int millis = script.stops().getOrDefault(to, 0);
        exchange.inject(millis > 0 ? ChaosFault.DELAY : ChaosFault.SPLIT);
        later(millis, () -> play(exchange, script, at, gatePassed));
      }
    }

    private void finish(ChaosExchange exchange, ChaosScript script, Buffer piece) {
      exchange.inject(script.fault());
      exchange.inject(script.garbage() ? ChaosFault.GARBAGE : null);
      busy = script.ending() != ChaosScript.Ending.WHOLE;
      Future<Void> written = socket.write(piece);
      switch (script.ending()) {
        case CLOSE -> written.onComplete(done -> socket.close());
        case RESET -> {
          ((NetSocketInternal) socket)
              .channelHandlerContext()
              .channel()
              .config()
              .setOption(ChannelOption.SO_LINGER, 0);
          written.onComplete(done -> socket.close());
        }
        case WHOLE, SILENCE -> {}
      }
    }

    /** A model thinks on for a while, with nobody telling it to stop. */
    private void awaitContinuation(ChaosExchange exchange, Runnable task) {
      int millis = 2 + exchange.plan.random("gate").nextInt(20);
      boolean[] done = {false};
      Runnable once =
          () -> {
            if (!done[0]) {
              done[0] = true;
              task.run();
            }
          };
      later(millis, once);
      var context = vertx.getOrCreateContext();
      exchange.goesOn.future().onSuccess(now -> context.runOnContext(turn -> once.run()));
    }

    private void later(int millis, Runnable task) {
      if (millis > 0) {
        vertx.setTimer(millis, fired -> task.run());
      } else {
        vertx.getOrCreateContext().runOnContext(turn -> task.run());
      }
    }
  }
}
