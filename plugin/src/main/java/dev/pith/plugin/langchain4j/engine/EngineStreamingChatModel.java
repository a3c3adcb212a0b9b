package dev.pith.plugin.langchain4j.engine;

import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialThinking;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.withLoggingExceptions;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.PrefillingModel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine as a chat model that streams: its thinking through {@code onPartialThinking},
 * its answer through {@code onPartialResponse}, and each call of a tool when it is complete:
 * through one {@code onPartialToolCall} and then {@code onCompleteToolCall}. Thread-safe.
 *
 * <p>Each stream has a thread of its own, which makes all of its callbacks and is never the
 * caller's; a callback that takes long slows its own generation down and no other. What a callback
 * throws is handed to {@code onError}, and the stream goes on. Cancelling a stream's handle frees
 * what the generation holds, and nothing comes after that.
 *
 * <p>What it can be asked stands in the package's documentation. What the engine cannot do is
 * refused by an exception, and so is a chat after {@link #close}; every other failure comes through
 * {@code onError}.
 */
public final class EngineStreamingChatModel
    implements StreamingChatModel, PrefillingModel, AutoCloseable {

  private final EngineSession session;
  private final Executor executor;
  private final @Nullable ExecutorService ownThreads;

  private EngineStreamingChatModel(
      EngineSession session, Executor executor, @Nullable ExecutorService ownThreads) {
    this.session = session;
    this.executor = executor;
    this.ownThreads = ownThreads;
  }

  /** Returns a builder with every default: the small model that comes with Pith. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    EngineCall call = session.begin(request);
    try {
      executor.execute(() -> stream(call, handler));
    } catch (RejectedExecutionException full) {
      session.end(call);
      throw new RateLimitException("no thread is free for another stream", full);
    }
  }

  private void stream(EngineCall call, StreamingChatResponseHandler handler) {
    try {
      call.run(new Forward(call, handler))
          .ifPresent(response -> onCompleteResponse(handler, response));
    } catch (RuntimeException | Error failure) {
      if (!call.isCancelled()) {
        withLoggingExceptions(() -> handler.onError(failure));
      }
    } finally {
      session.end(call);
    }
  }

  /** Returns that a thinking is given as such, and is closed when no text follows it. */
  @Override
  public ContinuationMethod prefill() {
    return ContinuationMethod.PREFILL_THINKING;
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return session.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return session.listeners();
  }

  /** Returns none: no form of an answer can be enforced. */
  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of();
  }

  /** Fails the chats that run; closes the engine when this model has opened it. */
  @Override
  public void close() {
    session.close();
    if (ownThreads != null) {
      ownThreads.shutdown();
    }
  }

  /** Hands the pieces of a stream on until it is cancelled. */
  private record Forward(EngineCall call, StreamingChatResponseHandler handler)
      implements EngineAnswer.Reader {

    @Override
    public void onThinking(String piece) {
      if (!call.isCancelled()) {
        onPartialThinking(handler, piece, call);
      }
    }

    @Override
    public void onText(String piece) {
      if (!call.isCancelled()) {
        onPartialResponse(handler, piece, call);
      }
    }

    @Override
    public void onCall(int index, ToolExecutionRequest made) {
      if (!call.isCancelled()) {
        PartialToolCall whole =
            PartialToolCall.builder()
                .index(index)
                .id(made.id())
                .name(made.name())
                .partialArguments(made.arguments())
                .build();
        onPartialToolCall(handler, whole, call);
      }
      if (!call.isCancelled()) {
        onCompleteToolCall(handler, new CompleteToolCall(index, made));
      }
    }
  }

  /** Collects what a model needs. Not thread-safe. */
  public static final class Builder extends EngineChatModelBuilder<Builder> {

    private @Nullable Executor executor;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Says where streams run: each holds one thread to its end. It must not run them on the calling
     * thread, and is not closed with the model. Default: daemon threads, as many as streams.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Returns the model.
     *
     * @throws java.io.UncheckedIOException when the model file cannot be read or run
     */
    public EngineStreamingChatModel build() {
      EngineSession session = session();
      Executor given = executor;
      if (given != null) {
        return new EngineStreamingChatModel(session, given, null);
      }
      ExecutorService threads = Executors.newCachedThreadPool(Builder::thread);
      return new EngineStreamingChatModel(session, threads, threads);
    }

    private static Thread thread(Runnable streams) {
      Thread thread = new Thread(streams, "pith-stream");
      thread.setDaemon(true);
      return thread;
    }
  }
}
