package dev.pith.plugin.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** Answers that are a stream of server-sent events. */
public final class EventStreams {

  private EventStreams() {}

  /** Tells by its head whether an answer is a stream of events in plain bytes. */
  public static boolean isReadable(MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
    return type != null
        && type.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream")
        && (encoding == null || encoding.strip().equalsIgnoreCase("identity"));
  }
}
