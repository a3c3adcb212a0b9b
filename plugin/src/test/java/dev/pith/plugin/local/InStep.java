package dev.pith.plugin.local;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A call that is paused after each piece of its answer until the reader has done what the piece
 * made it do, so that at most the step that runs is ahead of the reader.
 */
final class InStep implements UpstreamCall, UpstreamCall.Listener {

  private final Context context;
  private final Listener reader;
  private @Nullable UpstreamCall call;
  private boolean pausedByReader;
  private int waiting;

  InStep(Context context, Listener reader) {
    this.context = context;
    this.reader = reader;
  }

  /** Names the call whose answer comes here. */
  InStep follow(UpstreamCall answered) {
    call = answered;
    return this;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    reader.onHead(status, reasonPhrase, headers);
  }

  @Override
  public void onBytes(Buffer bytes) {
    waiting++;
    call().pause();
    reader.onBytes(bytes);
    context.runOnContext(
        done -> {
          waiting--;
          goOn();
        });
  }

  @Override
  public void onEnd() {
    reader.onEnd();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    reader.onFailure(failure);
  }

  @Override
  public void pause() {
    pausedByReader = true;
    call().pause();
  }

  @Override
  public void resume() {
    pausedByReader = false;
    goOn();
  }

  @Override
  public void cancel() {
    call().cancel();
  }

  private void goOn() {
    if (waiting == 0 && !pausedByReader) {
      call().resume();
    }
  }

  private UpstreamCall call() {
    if (call == null) {
      throw new IllegalStateException("no call is followed");
    }
    return call;
  }
}
