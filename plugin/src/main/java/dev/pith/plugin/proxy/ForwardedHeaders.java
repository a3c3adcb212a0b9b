package dev.pith.plugin.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which headers pass through the proxy: all but those that concern one connection only (RFC 9110,
 * section 7.6.1).
 */
final class ForwardedHeaders {

  /** Says what is done with one request; for the proxy, never for the upstream. */
  static final String MODE = "x-pith-mode";

  /** Limits the thinking of one request; for the proxy, never for the upstream. */
  static final String THINKING_BUDGET = "x-pith-thinking-budget";

  /** Tells the client what was done with its request. */
  static final String TRIM = "x-pith-trim";

  /** Tells the client why its question was asked once although it wants a vote. */
  static final String SEARCH = "x-pith-search";

  /** What of the reasoning of earlier turns was left out of a request. */
  static final String HISTORY = "x-pith-history";

  /** Tells the client, behind its answer, that a limit on thinking was not kept. */
  static final String BUDGET = "x-pith-budget";

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private ForwardedHeaders() {}

  /**
   * Returns the headers of a request as the upstream gets them. {@code host} is the upstream's own,
   * and {@code expect} has been answered here.
   */
  static MultiMap ofRequest(MultiMap received) {
    MultiMap forwarded = endToEnd(received);
    forwarded.remove(HttpHeaders.HOST).remove(HttpHeaders.EXPECT);
    forwarded.remove(MODE).remove(THINKING_BUDGET);
    List<String> cookies = received.getAll(HttpHeaders.COOKIE);
    if (cookies.size() > 1) { // HTTP/2 splits what HTTP/1.1 sends as one (RFC 9113, section 8.2.3)
      forwarded.set(HttpHeaders.COOKIE, String.join("; ", cookies));
    }
    return forwarded;
  }

  /**
   * Returns the headers of a request whose body is JSON of our own in the place of the client's.
   */
  static MultiMap ofJson(MultiMap received) {
    MultiMap forwarded = ofRequest(received);
    forwarded.remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.ACCEPT_ENCODING);
    if (!forwarded.contains(HttpHeaders.CONTENT_TYPE)) {
      forwarded.set(HttpHeaders.CONTENT_TYPE, "application/json");
    }
    return forwarded;
  }

  /** Returns the headers of an answer as the client gets them. */
  static MultiMap ofResponse(MultiMap received) {
    return endToEnd(received);
  }

  private static MultiMap endToEnd(MultiMap received) {
    Set<String> dropped = new TreeSet<>(HOP_BY_HOP);
    for (String connection : received.getAll(HttpHeaders.CONNECTION)) {
      for (String name : connection.split(",", -1)) {
        dropped.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    MultiMap kept = MultiMap.caseInsensitiveMultiMap();
    received.forEach(
        (name, value) -> {
          if (!dropped.contains(name.toLowerCase(Locale.ROOT))) {
            kept.add(name, value);
          }
        });
    return kept;
  }
}
