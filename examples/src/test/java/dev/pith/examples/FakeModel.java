package dev.pith.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

  /**
   * Starts the server.
   *
   * @param endsItself whether the model ends its thinking and answers without being asked to
   */
  FakeModel(boolean endsItself) throws IOException {
    String alone = endsItself ? thinking() + answer() : thinking();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            boolean continues = request.getBody().utf8().contains("continue_final_message");
            return new MockResponse.Builder()
                .setHeader("content-type", "text/event-stream")
                .body(continues ? answer() : alone)
                .build();
          }
        });
    server.start();
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
