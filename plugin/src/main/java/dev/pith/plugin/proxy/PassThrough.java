package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.rag.RequestPin;
import dev.pith.plugin.upstream.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a request to the upstream and the answer to the client, byte for byte, with
 * back-pressure both ways.
 */
final class PassThrough {

  private final Upstream upstream;
  private final int maxBodyBytes;

  /**
   * Creates the forwarder.
   *
   * @param maxBodyBytes limit for the few bodies that must be read before they are forwarded
   */
  PassThrough(Upstream upstream, int maxBodyBytes) {
    this.upstream = upstream;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Forwards a request whose body has not been read. */
  void forward(HttpServerRequest request, ClientStream client) {
    switch (RequestBody.presence(request)) {
      case PRESENT -> {
        request.pause(); // no piece may arrive before there is a connection to write it to
        MultiMap headers = ForwardedHeaders.ofRequest(request.headers());
        new Relay(client, null)
            .start(
                relay -> upstream.stream(request.method(), request.uri(), headers, request, relay));
      }
      case ABSENT -> forward(request, null, client, null, null);
      case UNKNOWN ->
          RequestBody.read(request, maxBodyBytes)
              .onSuccess(
                  body -> forward(request, body.length() == 0 ? null : body, client, null, null))
              .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(maxBodyBytes)));
    }
  }

  /**
   * Forwards a request whose body has been read.
   *
   * @param body its bytes, as they were received or as they are to be sent; null when it has no
   *     body
   * @param reason why its answer is only observed; null when the client is not told
   * @param pin what is added to the body; null for nothing
   */
  void forward(
      HttpServerRequest request,
      @Nullable Buffer body,
      ClientStream client,
      @Nullable String reason,
      @Nullable RequestPin pin) {
    MultiMap headers = ForwardedHeaders.ofRequest(request.headers());
    if (body != null && headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    }
    new Relay(client, reason)
        .start(
            relay ->
                pin == null || body == null
                    ? upstream.call(request.method(), request.uri(), headers, body, relay)
                    : PinnedCall.start(
                        upstream,
                        new PinnedCall.Request(request.method(), request.uri(), headers, body),
                        pin,
                        relay));
  }
}
