package dev.pith.plugin.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.JsonBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call that is answered with one JSON object. Confined to the Vert.x context that it was made on.
 */
public final class JsonCall implements UpstreamCall.Listener {

  /** A rendered prompt may be as long as a context. */
  private static final int MAX_BYTES = 64 << 20;

  private final Vertx vertx;
  private final Promise<Reply> promise = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private final long timer;

  private @Nullable UpstreamCall call;
  private int status;

  /**
   * An answer.
   *
   * @param status its HTTP status
   * @param json its body; a missing node when that is no JSON object
   */
  public record Reply(int status, JsonNode json) {

    /** Tells whether the server did what it was asked. */
    public boolean isOk() {
      return status == 200;
    }
  }

  private JsonCall(Vertx vertx, Duration deadline) {
    this.vertx = vertx;
    this.timer =
        vertx.setTimer(deadline.toMillis(), late -> fail(UpstreamException.tooLate(deadline)));
  }

  /**
   * Makes the call.
   *
   * @param headers what is sent besides {@code host} and {@code content-length}
   * @param content the body; null for a request without one
   * @param deadline how long the whole answer may take
   */
  public static JsonCall send(
      Vertx vertx,
      Upstream upstream,
      HttpMethod method,
      String uri,
      MultiMap headers,
      byte @Nullable [] content,
      Duration deadline) {
    JsonCall call = new JsonCall(vertx, deadline);
    call.call =
        upstream.call(method, uri, headers, content == null ? null : Buffer.buffer(content), call);
    return call;
  }

  /** Returns the answer; fails with {@link UpstreamException}. */
  public Future<Reply> reply() {
    return promise.future();
  }

  /** Breaks the call off; its future never completes. */
  public void cancel() {
    vertx.cancelTimer(timer);
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public void onHead(int statusCode, String reasonPhrase, MultiMap headers) {
    status = statusCode;
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (body.length() + (long) bytes.length() > MAX_BYTES) {
      fail(UpstreamException.tooLong(MAX_BYTES));
    } else {
      body.appendBuffer(bytes);
    }
  }

  @Override
  public void onEnd() {
    vertx.cancelTimer(timer);
    promise.tryComplete(new Reply(status, json()));
  }

  @Override
  public void onFailure(UpstreamException failure) {
    fail(failure);
  }

  private void fail(UpstreamException failure) {
    cancel();
    promise.tryFail(failure);
  }

  private JsonNode json() {
    try {
      return JsonBody.parse(body.getBytes()).root();
    } catch (BadChatRequestException notJson) {
      return MissingNode.getInstance();
    }
  }
}
