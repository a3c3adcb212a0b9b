package dev.pith.plugin.upstream;

import dev.pith.plugin.dialect.stop.StreamFormat;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** Tells by their heads which answers can be read, and as what. */
public final class EventStreams {

  private EventStreams() {}

  /** Tells by its head whether an answer is a stream of events in plain bytes. */
  public static boolean isReadable(MultiMap headers) {
    return isReadable(headers, StreamFormat.OPENAI);
  }

  /** Tells by its head whether an answer is a stream of a format, in plain bytes. */
  public static boolean isReadable(MultiMap headers, StreamFormat format) {
    return isPlain(headers, format.contentType());
  }

  /** Tells by its head whether an answer is one body of JSON in plain bytes. */
  public static boolean isJson(MultiMap headers) {
    return isPlain(headers, "application/json");
  }

  private static boolean isPlain(MultiMap headers, String contentType) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
    return type != null
        && type.strip().toLowerCase(Locale.ROOT).startsWith(contentType)
        && (encoding == null || encoding.strip().equalsIgnoreCase("identity"));
  }
}
