package dev.pith.plugin.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.pith.plugin.savings.SavingsSnapshot;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A chat model whose thinking is cut when its answer has settled. It streams inside, since only a
 * stream can be cut, and returns the whole response; see {@link TrimmingStreamingChatModel}.
 *
 * <pre>{@code
 * ChatModel model = TrimmingChatModel.of(streamingDelegate);
 * }</pre>
 *
 * <p>A thread that is interrupted while it waits ends the stream. Thread-safe.
 */
public final class TrimmingChatModel implements ChatModel {

  private final TrimmingStreamingChatModel streaming;

  TrimmingChatModel(TrimmingStreamingChatModel streaming) {
    this.streaming = streaming;
  }

  /** Decorates a streaming model, with the defaults. */
  public static TrimmingChatModel of(StreamingChatModel delegate) {
    return builder(delegate).build();
  }

  /** Starts from the defaults. */
  public static TrimmingBuilder<TrimmingChatModel> builder(StreamingChatModel delegate) {
    return new TrimmingBuilder<>(
        delegate, trimming -> new TrimmingChatModel(new TrimmingStreamingChatModel(trimming)));
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
    Waiting waiting = new Waiting();
    streaming.chat(request, options, waiting);
    return waiting.await();
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return streaming.defaultRequestParameters();
  }

  @Override
  public ModelProvider provider() {
    return streaming.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return streaming.supportedCapabilities();
  }

  /** Returns what was done so far. */
  public SavingsSnapshot savings() {
    return streaming.savings();
  }

  /** Waits for the end of a stream. */
  private static final class Waiting implements StreamingChatResponseHandler {

    private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
    private volatile @Nullable StreamingHandle running;

    ChatResponse await() {
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
}
