package dev.pith.plugin.proxy;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands an answer of the upstream on as it is. */
final class Relay implements UpstreamCall.Listener {

  private final ClientStream client;
  private final @Nullable String reason;

  private @Nullable UpstreamCall call;

  /**
   * Takes an answer to a client.
   *
   * @param reason why the answer is only observed; null when the client is not told
   */
  Relay(ClientStream client, @Nullable String reason) {
    this.client = client;
    this.reason = reason;
    client.onGone(this::cancel);
  }

  /** Makes the call whose answer this is. */
  void start(Function<UpstreamCall.Listener, UpstreamCall> makeCall) {
    call = makeCall.apply(this);
  }

  /** Nobody wants the answer any more. */
  void cancel() {
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public void onHead(int status, @Nullable String reasonPhrase, MultiMap headers) {
    MultiMap forwarded = ForwardedHeaders.ofResponse(headers);
    if (reason != null) {
      forwarded.set(ForwardedHeaders.TRIM, "observe;reason=" + reason);
    }
    client.head(status, reasonPhrase, forwarded);
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
}
