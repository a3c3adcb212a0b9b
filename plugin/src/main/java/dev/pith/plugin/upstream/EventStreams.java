package dev.pith.plugin.upstream;

import dev.pith.plugin.dialect.stop.StreamFormat;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** Answers that are a stream of server-sent events. */
public final class EventStreams {

  private EventStreams() {}

  /** Tells by its head whether an answer is a stream of events in plain bytes. */
  public static boolean isReadable(MultiMap headers) {
    return isReadable(headers, StreamFormat.OPENAI);
  }

  /** Tells by its head whether an answer is a stream of a format, in plain bytes. */
  public static boolean isReadable(MultiMap headers, StreamFormat format) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
    return type != null
        && type.strip().toLowerCase(Locale.ROOT).startsWith(format.contentType())
        && (encoding == null || encoding.strip().equalsIgnoreCase("identity"));
  }
}
