package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a stream says, and notices callbacks that overlap. */
final class RecordedStream implements StreamingChatResponseHandler {

  private static final int PATIENCE_SECONDS = 30;

  private final Queue<String> thinking = new ConcurrentLinkedQueue<>();
  private final Queue<String> text = new ConcurrentLinkedQueue<>();
  final AtomicInteger pieces = new AtomicInteger();
  final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
  volatile boolean overlapped;
  volatile @Nullable StreamingHandle handle;

  private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final BiConsumer<RecordedStream, String> onPiece;

  RecordedStream() {
    this((stream, piece) -> {});
  }

  /**
   * Does something with each piece, once it is recorded.
   *
   * @param onPiece gets this and the piece
   */
  RecordedStream(BiConsumer<RecordedStream, String> onPiece) {
    this.onPiece = onPiece;
  }

  /** Waits for the end. */
  ChatResponse response() {
    try {
      return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError("the stream did not complete", failed);
    }
  }

  /** Waits for a failure. */
  Throwable failure() {
    return end.handle(
            (response, failure) -> {
              if (failure == null) {
                throw new AssertionError("the stream completed: " + response);
              }
              return failure;
            })
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  boolean isOver() {
    return end.isDone();
  }

  /** Returns the thinking and the text so far. */
  List<String> said() {
    return List.of(String.join("", thinking), String.join("", text));
  }

  String text() {
    return String.join("", text);
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    handle = context.streamingHandle();
    record(() -> piece(thinking, piece.text()));
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    handle = context.streamingHandle();
    record(() -> piece(text, piece.text()));
  }

  @Override
  public void onPartialResponse(String piece) {
    throw new AssertionError("the form with a context is called");
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    record(() -> end.complete(response));
  }

  @Override
  public void onError(Throwable error) {
    record(
        () -> {
          errors.add(error);
          end.completeExceptionally(error);
        });
  }

  private void piece(Queue<String> to, String piece) {
    to.add(piece);
    pieces.incrementAndGet();
    onPiece.accept(this, piece);
  }

  private void record(Runnable callback) {
    threads.add(Thread.currentThread());
    overlapped |= inside.incrementAndGet() > 1;
    try {
      callback.run();
    } finally {
      inside.decrementAndGet();
    }
  }
}
