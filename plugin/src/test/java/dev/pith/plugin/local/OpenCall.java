package dev.pith.plugin.local;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call on a context of its own, and what has been heard of it. */
final class OpenCall implements UpstreamCall.Listener {

  private final Context context;
  private final Promise<Integer> headPromise = Promise.promise();
  private final Promise<Buffer> endPromise = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private final AtomicReference<@Nullable UpstreamCall> call = new AtomicReference<>();

  final Future<Integer> head = headPromise.future();
  final Future<Buffer> end = endPromise.future();
  volatile MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  OpenCall(Vertx vertx) {
    context = ((VertxInternal) vertx).createEventLoopContext();
  }

  void start(Function<UpstreamCall.Listener, UpstreamCall> makeCall) {
    context.runOnContext(now -> call.set(makeCall.apply(this)));
  }

  /** Does something with the call on its context, and waits until it is done. */
  void onContext(Consumer<UpstreamCall> task) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          UpstreamCall made = call.get();
          if (made != null) {
            task.accept(made);
          }
          done.complete();
        });
    EngineBed.await(done.future());
  }

  /** Returns how many bytes have come. */
  int bytes() {
    Promise<Integer> length = Promise.promise();
    context.runOnContext(now -> length.complete(body.length()));
    return EngineBed.await(length.future());
  }

  /** Returns what has come so far. */
  String soFar() {
    Promise<String> text = Promise.promise();
    context.runOnContext(now -> text.complete(body.toString()));
    return EngineBed.await(text.future());
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap answered) {
    headers = answered;
    headPromise.complete(status);
  }

  @Override
  public void onBytes(Buffer bytes) {
    body.appendBuffer(bytes);
  }

  @Override
  public void onEnd() {
    endPromise.complete(body);
  }

  @Override
  public void onFailure(UpstreamException failure) {
    headPromise.tryFail(failure);
    endPromise.tryFail(failure);
  }
}
