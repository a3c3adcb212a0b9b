package dev.pith.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * A model server whose thinking says the same answer again and again, and which writes a short
 * answer when it is asked to continue.
 */
final class FakeModel implements AutoCloseable {

  /** A program under test. */
  interface Main {
    void run() throws Exception;
  }

  private final MockWebServer server = new MockWebServer();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  /**
   * Starts the server.
   *
   * @param endsItself whether the model ends its thinking and answers without being asked to
   */
  FakeModel(boolean endsItself) throws IOException {
    this(endsItself, thinking());
  }

  /**
   * Starts the server.
   *
   * @param thinking what it thinks, as events
   */
  FakeModel(boolean endsItself, String thinking) throws IOException {
    String alone = endsItself ? thinking + answer() : thinking;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String body = request.getBody().utf8();
            bodies.add(body);
            return new MockResponse.Builder()
                .setHeader("content-type", "text/event-stream")
                .body(continues(body) ? end(body) : alone)
                .build();
          }
        });
    server.start();
  }

  /** Whoever goes on from a cut says so, or has the closed thinking as the last message. */
  private static boolean continues(String body) {
    return body.contains("continue_final_message") || body.contains("</think>\\n\\n\"");
  }

  /** A model that has a tool calls it before it answers. */
  private static String end(String body) {
    return body.contains("\"multiply\"") && !body.contains("\"tool_call_id\"")
        ? toolCall()
        : answer();
  }

  /** Returns what it was asked, in order. */
  List<String> bodies() {
    return bodies;
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  int requests() {
    return server.getRequestCount();
  }

  @Override
  public void close() {
    server.close();
  }

  /** Returns what a program prints on standard output. */
  static String printedBy(Main main) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      main.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String toolCall() {
    return """
        data: {"id":"f","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"multiply","arguments":"{\\"a\\":17,\\"b\\":23}"}}]},"finish_reason":null}]}

        data: {"id":"f","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]

        """;
  }

  /** Returns a thinking in the pieces of a stream. */
  static String thinking(List<String> pieces) {
    return pieces.stream()
        .map(piece -> delta("reasoning_content", piece))
        .collect(Collectors.joining());
  }

  private static String thinking() {
    StringBuilder events = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      String way =
          "Way %d: with %d tens and the rest, 17 * 23 is 340 plus 51, as I see from side %d."
              .formatted(i, 2 * i, 101 - i);
      events.append(delta("reasoning_content", way + " So the answer is 391.\\n\\nWait, again. "));
    }
    return events.toString();
  }

  private static String answer() {
    return delta("content", "17 * 23 = 391")
        + """
        data: {"id":"f","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"f","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1010,"total_tokens":1019,"completion_tokens_details":{"reasoning_tokens":1000}}}

        data: [DONE]

        """;
  }

  private static String delta(String member, String text) {
    return "data: {\"id\":\"f\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
        + "\"delta\":{\"%s\":\"%s\"},\"finish_reason\":null}]}\n\n".formatted(member, text);
  }
}
