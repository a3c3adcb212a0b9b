package dev.pith.plugin.langchain4j.testing;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handler that writes down every callback, as a line of text, in order. */
public final class RecordingHandler implements StreamingChatResponseHandler {

  private static final long PATIENCE_SECONDS = 30;

  private final List<String> callbacks = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
  private final Consumer<RecordingHandler> onEach;
  private volatile @Nullable StreamingHandle handle;

  /** Creates a handler that only records. */
  public RecordingHandler() {
    this(each -> {});
  }

  /**
   * Creates a handler.
   *
   * @param onEach runs in every callback, after it was recorded; it may cancel or throw
   */
  public RecordingHandler(Consumer<RecordingHandler> onEach) {
    this.onEach = onEach;
  }

  /** Returns all callbacks so far: {@code thinking: ...}, {@code text: ...} and so on. */
  public List<String> callbacks() {
    return callbacks;
  }

  /** Returns the thinking that came, in one. */
  public String thinking() {
    return joined("thinking: ");
  }

  /** Returns the text that came, in one. */
  public String text() {
    return joined("text: ");
  }

  /** Returns the threads that callbacks ran on, each once. */
  public List<Thread> threads() {
    return threads.stream().distinct().toList();
  }

  /** Returns the latest handle; null before there was one. */
  public @Nullable StreamingHandle handle() {
    return handle;
  }

  /**
   * Waits for the end.
   *
   * @throws AssertionError if the chat failed or did not end in time
   */
  public ChatResponse await() {
    try {
      return response.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("the chat did not complete; callbacks: " + callbacks, failure);
    }
  }

  /**
   * Waits for the end, good or bad.
   *
   * @throws AssertionError if the chat did not end in time
   */
  public void awaitEnd() {
    try {
      response.handle((complete, failure) -> true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception late) {
      throw new AssertionError("the chat did not end; callbacks: " + callbacks, late);
    }
  }

  @Override
  public void onPartialThinking(PartialThinking piece) {
    record("thinking: " + piece.text());
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    handle = context.streamingHandle();
    record("thinking: " + piece.text());
  }

  @Override
  public void onPartialResponse(String piece) {
    record("text: " + piece);
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    handle = context.streamingHandle();
    record("text: " + piece.text());
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece) {
    record("partial call: " + piece);
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
    handle = context.streamingHandle();
    record("partial call: " + piece);
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    record("call: " + call);
  }

  @Override
  public void onUnmappedRawEvent(Object event) {
    record("raw: " + event);
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    record("complete: " + complete);
    response.complete(complete);
  }

  @Override
  public void onError(Throwable failure) {
    callbacks.add("error: " + failure.getMessage());
    response.completeExceptionally(failure);
  }

  private void record(String callback) {
    callbacks.add(callback);
    threads.add(Thread.currentThread());
    onEach.accept(this);
  }

  private String joined(String prefix) {
    StringBuilder all = new StringBuilder();
    for (String callback : callbacks) {
      if (callback.startsWith(prefix)) {
        all.append(callback, prefix.length(), callback.length());
      }
    }
    return all.toString();
  }
}
