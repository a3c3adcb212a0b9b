package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The answer on its way to the client: slows its source down when the client is slow, and cancels
 * it when the client has left. Confined to the context of its request.
 */
final class ClientStream {

  private final HttpServerResponse response;
  private final String path;
  private final boolean bodiless;
  private final Runnable onOver;

  private final MultiMap told = MultiMap.caseInsensitiveMultiMap();
  private Runnable onGone = () -> {};
  private @Nullable UpstreamCall source;
  private boolean over;

  /**
   * Takes charge of the answer to a request.
   *
   * @param onOver called once, when the answer is complete, broken off or no longer wanted
   */
  ClientStream(HttpServerRequest request, Runnable onOver) {
    this.response = request.response();
    this.path = request.path() == null ? "" : request.path();
    this.bodiless = request.method().equals(HttpMethod.HEAD);
    this.onOver = onOver;
    request.exceptionHandler(broken -> gone());
    response.exceptionHandler(broken -> gone());
    response.closeHandler(closed -> gone());
    response.drainHandler(drained -> resumeSource());
  }

  /** Names what is done when the client leaves before its answer is complete. */
  void onGone(Runnable task) {
    onGone = task;
  }

  /** Names the call that is slowed down when the client is slow; null while none is read. */
  void readFrom(@Nullable UpstreamCall call) {
    source = call;
    if (call != null && response.writeQueueFull()) {
      call.pause();
    } else {
      resumeSource();
    }
  }

  /** Adds a header to whatever the client gets. */
  void tell(String name, String value) {
    told.set(name, value);
  }

  /** Begins the answer; that of a stream is sent at once. */
  void head(int status, @Nullable String reasonPhrase, MultiMap headers) {
    response.setStatusCode(status);
    if (reasonPhrase != null) {
      response.setStatusMessage(reasonPhrase);
    }
    headers.forEach(response.headers()::add);
    told.forEach(response.headers()::set);
    boolean noBody = bodiless || status == 204 || status == 304;
    if (!noBody && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      response.setChunked(true);
      // Nobody knows when the first byte of a stream comes, and clients time the wait for its head.
      response.writeHead().onFailure(broken -> gone());
    }
  }

  void write(Buffer bytes) {
    if (over) {
      return;
    }
    response.write(bytes).onFailure(broken -> gone());
    if (source != null && response.writeQueueFull()) {
      source.pause();
    }
  }

  /** Tells something behind the answer; comes before {@link #end}. */
  void trailer(String name, String value) {
    if (!over && response.isChunked()) {
      response.putTrailer(name, value);
    }
  }

  void end() {
    if (!over) {
      finish();
      response.end().onFailure(broken -> {});
    }
  }

  /** Ends with an error reply, or breaks the answer off when it has begun. */
  void fail(UpstreamException failure) {
    reply(
        new ErrorBody(
            failure.status(),
            "pith: " + failure.getMessage(),
            "upstream_error",
            null,
            failure.code()));
  }

  /** Ends with an error of the proxy's own, or breaks the answer off when it has begun. */
  void reply(ErrorBody error) {
    reply(error.status(), Buffer.buffer(error.toJson(path)));
  }

  /** Ends with JSON of the proxy's own, or breaks the answer off when it has begun. */
  void reply(int status, Buffer json) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
    reply(status, headers, json);
  }

  /** Ends with a whole answer, or breaks the answer off when it has begun. */
  void reply(int status, MultiMap headers, Buffer body) {
    if (over) {
      return;
    }
    finish();
    if (response.headWritten()) {
      response.reset().onFailure(closed -> {});
    } else {
      response.headers().clear().addAll(headers);
      told.forEach(response.headers()::set);
      response
          .setStatusCode(status)
          .setStatusMessage(HttpResponseStatus.valueOf(status).reasonPhrase())
          .end(body)
          .onFailure(broken -> {});
    }
  }

  /** Tells whether the client still waits for more. */
  boolean isOpen() {
    return !over;
  }

  private void resumeSource() {
    if (source != null) {
      source.resume();
    }
  }

  private void gone() {
    if (!over) {
      finish();
      onGone.run();
    }
  }

  private void finish() {
    over = true;
    resumeSource(); // whatever is left of it is read and dropped, so that its connection ends
    source = null;
    onOver.run();
  }
}
