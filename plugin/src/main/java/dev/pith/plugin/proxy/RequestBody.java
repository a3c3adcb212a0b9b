package dev.pith.plugin.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/** The body of a request: whether there is one, and reading it whole up to a limit. */
final class RequestBody {

  private static final Set<HttpMethod> SELDOM_WITH_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

  private RequestBody() {}

  /** The body is longer than the limit. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What the head of a request says about its body. */
  enum Presence {
    /** There is a body, be it empty. */
    PRESENT,
    /** There is none. */
    ABSENT,
    /** Only the end of the request tells: HTTP/2 needs no header to announce a body. */
    UNKNOWN
  }

  static Presence presence(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return Presence.PRESENT;
    }
    if (request.version() != HttpVersion.HTTP_2) {
      return Presence.ABSENT;
    }
    return SELDOM_WITH_BODY.contains(request.method()) ? Presence.UNKNOWN : Presence.PRESENT;
  }

  /**
   * Reads the body. The limit is on the sum of its pieces: what lies beyond is dropped as it
   * arrives, and the future fails at once with {@link TooLargeException}.
   */
  static Future<Buffer> read(HttpServerRequest request, int limitBytes) {
    if (announcedBytes(request) > limitBytes) {
      request.handler(dropped -> {});
      return Future.failedFuture(new TooLargeException());
    }
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(promise::tryFail);
    request.handler(
        piece -> {
          if (body.length() + (long) piece.length() > limitBytes) {
            promise.tryFail(new TooLargeException());
            request.handler(dropped -> {});
          } else {
            body.appendBuffer(piece);
          }
        });
    request.endHandler(end -> promise.tryComplete(body));
    return promise.future();
  }

  private static long announcedBytes(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
  }
}
