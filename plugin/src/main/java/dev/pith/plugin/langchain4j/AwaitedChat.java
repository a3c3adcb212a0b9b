package dev.pith.plugin.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Internal: waits for the end of a stream. Thread-safe. */
public final class AwaitedChat implements StreamingChatResponseHandler {

  private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
  private volatile @Nullable StreamingHandle running;

  /**
   * Returns the response; a thread that is interrupted while it waits ends the stream.
   *
   * @throws RuntimeException what the stream failed with
   */
  public ChatResponse await() {
    try {
      return response.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      StreamingHandle now = running;
      if (now != null) {
        UserStream.cancel(now);
      }
      throw new LangChain4jException(interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new LangChain4jException(failed.getCause());
    }
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    running = context.streamingHandle();
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    running = context.streamingHandle();
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    response.complete(complete);
  }

  @Override
  public void onError(Throwable failure) {
    response.completeExceptionally(failure);
  }
}
