package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An OpenAI-style server whose model writes an anchor when it is asked for one, and drops the steps
 * that it was told to drop.
 */
public final class FakeAnchorServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final String dropped;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * Starts it on a free port of the loopback.
   *
   * @param dropped what it answers when it is shown numbered steps
   */
  public FakeAnchorServer(String dropped) throws IOException {
    this.dropped = dropped;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** Returns its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns what it was asked, in order. */
  List<String> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    String message = body.path("messages").path(0).path("content").asText();
    asked.add(message);
    String said =
        message.contains("OK") && !message.contains("[1]")
            ? "OK"
            : message.contains("[1]") ? dropped : "It follows at once.";
    byte[] answer =
        JSON.writeValueAsBytes(
            JSON.readTree(
                """
                {"choices": [{"message": {"content": "%s"}, "finish_reason": "stop"}],
                 "usage": {"total_tokens": 7}}
                """
                    .formatted(said)));
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
