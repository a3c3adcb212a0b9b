package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
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
        Relay relay = new Relay(client);
        relay.call =
            upstream.stream(
                request.method(),
                request.uri(),
                ForwardedHeaders.ofRequest(request.headers()),
                request,
                relay);
      }
      case ABSENT -> forward(request, null, client);
      case UNKNOWN ->
          RequestBody.read(request, maxBodyBytes)
              .onSuccess(body -> forward(request, body.length() == 0 ? null : body, client))
              .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(maxBodyBytes)));
    }
  }

  /**
   * Forwards a request whose body has been read.
   *
   * @param body its bytes as they were received; null when it has no body
   */
  void forward(HttpServerRequest request, @Nullable Buffer body, ClientStream client) {
    Relay relay = new Relay(client);
    relay.call =
        upstream.call(
            request.method(),
            request.uri(),
            ForwardedHeaders.ofRequest(request.headers()),
            body,
            relay);
  }

  /** Hands the upstream's answer on. */
  private static final class Relay implements UpstreamCall.Listener {
    private final ClientStream client;
    private @Nullable UpstreamCall call;

    Relay(ClientStream client) {
      this.client = client;
      client.onGone(this::onClientGone);
    }

    @Override
    public void onHead(int status, String reasonPhrase, MultiMap headers) {
      client.head(status, reasonPhrase, ForwardedHeaders.ofResponse(headers));
      client.readFrom(call);
    }

    @Override
    public void onBytes(Buffer bytes) {
      client.write(bytes);
    }

    @Override
    public void onEnd() {
      client.end();
    }

    @Override
    public void onFailure(UpstreamException failure) {
      client.fail(failure);
    }

    private void onClientGone() {
      if (call != null) {
        call.cancel();
      }
    }
  }
}
