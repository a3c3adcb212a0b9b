package dev.pith.plugin.wire;

import java.nio.charset.StandardCharsets;

/** Writes server-sent events. */
public final class SseEncoder {
  private SseEncoder() {}

  /**
   * Returns the event whose data is {@code json}; a line break in it becomes a further data line.
   */
  public static byte[] data(String json) {
    String lines = json.indexOf('\n') < 0 ? json : json.replace("\n", "\ndata: ");
    return ("data: " + lines + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a comment of one line, which readers ignore. */
  public static byte[] comment(String text) {
    return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the event that ends a stream of the OpenAI chat shape. */
  public static byte[] done() {
    return data("[DONE]");
  }
}
