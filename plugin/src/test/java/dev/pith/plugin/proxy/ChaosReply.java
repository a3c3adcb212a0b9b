package dev.pith.plugin.proxy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a client has received over a connection that was to be closed behind it.
 *
 * @param status 0 when not even the head is whole
 * @param body what came of the body, without its framing
 * @param whole whether it came to its end in good order
 * @param how how the exchange ended on the side of the client
 */
record ChaosReply(int status, Buffer body, boolean whole, End how) {

  /** How the exchange ended on the side of the client. */
  enum End {
    /** The proxy closed the connection. */
    CLOSED,
    /** The client left. */
    LEFT,
    /** Nothing happened for far too long. */
    HUNG
  }

  /** Reads what was received. */
  static ChaosReply of(byte[] received, End how) {
    String text = new String(received, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return new ChaosReply(0, Buffer.buffer(), false, how);
    }
    String headers = text.substring(0, head + 2).toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(headers.substring(9, 12));
    String rest = text.substring(head + 4);
    if (headers.contains("\r\ntransfer-encoding: chunked\r\n")) {
      return chunked(status, rest, how);
    }
    String length = headers.replaceAll("(?s).*\r\ncontent-length: *(\\d+)\r\n.*", "$1");
    boolean whole = rest.length() == Integer.parseInt(length);
    return new ChaosReply(status, Buffer.buffer(rest, "ISO-8859-1"), whole, how);
  }

  private static ChaosReply chunked(int status, String rest, End how) {
    Buffer body = Buffer.buffer();
    int at = 0;
    while (true) {
      int line = rest.indexOf("\r\n", at);
      if (line < 0) {
        return new ChaosReply(status, body, false, how);
      }
      int size = Integer.parseInt(rest.substring(at, line), 16);
      int begin = line + 2;
      int end = Math.min(rest.length(), begin + size);
      body.appendString(rest.substring(begin, end), "ISO-8859-1");
      at = begin + size + 2;
      if (size == 0) { // trailers may stand before the last line end
        boolean whole = rest.substring(line).endsWith("\r\n\r\n");
        return new ChaosReply(status, body, whole, how);
      }
      if (at > rest.length()) {
        return new ChaosReply(status, body, false, how);
      }
    }
  }
}
