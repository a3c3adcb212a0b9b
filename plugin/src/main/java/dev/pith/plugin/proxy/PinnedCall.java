package dev.pith.plugin.proxy;

import dev.pith.plugin.rag.RequestPin;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call whose body has something added to it that the server may not know. Where the server
 * refuses the request, it is sent once more without. Confined to the context of its request.
 */
final class PinnedCall implements UpstreamCall, UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(PinnedCall.class);

  private final Upstream upstream;
  private final Request plain;
  private final RequestPin pin;
  private final UpstreamCall.Listener listener;

  private @Nullable UpstreamCall call;
  private boolean begun;
  private boolean withoutPin;

  /**
   * A request without what is added to it.
   *
   * @param uri path and query
   */
  record Request(HttpMethod method, String uri, MultiMap headers, Buffer body) {

    UpstreamCall send(Upstream upstream, UpstreamCall.Listener listener) {
      return upstream.call(method, uri, headers, body, listener);
    }

    Request with(byte[] other) {
      MultiMap copy = MultiMap.caseInsensitiveMultiMap().addAll(headers);
      if (copy.contains(HttpHeaders.CONTENT_LENGTH)) {
        copy.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(other.length));
      }
      return new Request(method, uri, copy, Buffer.buffer(other));
    }
  }

  private PinnedCall(
      Upstream upstream, Request plain, RequestPin pin, UpstreamCall.Listener listener) {
    this.upstream = upstream;
    this.plain = plain;
    this.pin = pin;
    this.listener = listener;
  }

  /** Makes the call; where nothing is added it is the upstream's own. */
  static UpstreamCall start(
      Upstream upstream, Request plain, RequestPin pin, UpstreamCall.Listener listener) {
    byte[] body = plain.body.getBytes();
    byte[] pinned = pinned(body, pin);
    if (pinned == body) {
      return plain.send(upstream, listener);
    }
    PinnedCall made = new PinnedCall(upstream, plain, pin, listener);
    made.call = plain.with(pinned).send(upstream, made);
    return made;
  }

  private static byte[] pinned(byte[] body, RequestPin pin) {
    try {
      return pin.applyTo(body);
    } catch (RuntimeException failure) {
      LOG.error("nothing could be added to a request, it is sent as it is", failure);
      pin.over();
      return body;
    }
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (!withoutPin && (status == 400 || status == 422)) {
      withoutPin = true;
      cancelCurrent();
      call = plain.send(upstream, this);
      return;
    }
    if (withoutPin && status == 200) {
      pin.refused();
    }
    begun = true;
    listener.onHead(status, reasonPhrase, headers);
  }

  @Override
  public void onBytes(Buffer bytes) {
    listener.onBytes(bytes);
  }

  @Override
  public void onEnd() {
    pin.over();
    listener.onEnd();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    pin.over();
    if (!begun) {
      pin.serverIsGone();
    }
    listener.onFailure(failure);
  }

  @Override
  public void pause() {
    current().pause();
  }

  @Override
  public void resume() {
    current().resume();
  }

  @Override
  public void cancel() {
    cancelCurrent();
  }

  private void cancelCurrent() {
    pin.over();
    current().cancel();
  }

  private UpstreamCall current() {
    return Objects.requireNonNull(call, "there is no call before the request is sent");
  }
}
