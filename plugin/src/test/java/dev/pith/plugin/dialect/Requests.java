package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Chat requests for tests. */
final class Requests {
  private Requests() {}

  /** A plain streaming request that asks for usage. */
  static ChatRequest streamingWithUsage() {
    return of(
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"17*23?\"}]}");
  }

  /** A plain streaming request that asks for no usage. */
  static ChatRequest streaming() {
    return of(
        "{\"model\":\"m\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"17*23?\"}]}");
  }

  static ChatRequest of(String json) {
    try {
      return ChatRequest.parse(json.getBytes(UTF_8));
    } catch (BadChatRequestException e) {
      throw new AssertionError(json, e);
    }
  }
}
