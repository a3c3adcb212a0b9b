package dev.pith.plugin.langchain4j.testing;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A streaming model that answers what it is told to, and records what it is asked. It calls
 * handlers as LangChain4j's own providers do: what a callback throws goes to {@code onError}, and a
 * stream that is cancelled ends without a word. Thread-safe.
 */
public final class FakeStreamingChatModel implements StreamingChatModel {

  private final Function<ChatRequest, FakeReply> replies;
  private final Executor executor;
  private final ModelProvider provider;
  private final List<ChatModelListener> listeners;
  private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /**
   * Creates a model that streams from a thread of its own for each request.
   *
   * @param replies what it answers
   */
  public FakeStreamingChatModel(Function<ChatRequest, FakeReply> replies) {
    this(replies, FakeStreamingChatModel::ownThread, ModelProvider.OTHER, List.of());
  }

  /**
   * Creates a model.
   *
   * @param executor where it streams; {@code Runnable::run} streams before {@code chat} returns
   */
  public FakeStreamingChatModel(
      Function<ChatRequest, FakeReply> replies,
      Executor executor,
      ModelProvider provider,
      List<ChatModelListener> listeners) {
    this.replies = replies;
    this.executor = executor;
    this.provider = provider;
    this.listeners = List.copyOf(listeners);
  }

  /** Returns what it was asked so far, in order. */
  public List<ChatRequest> requests() {
    return requests;
  }

  /** Returns how many of its streams were cancelled before their end. */
  public int cancelled() {
    return cancelled.get();
  }

  /** Returns how many of its streams came to their own end. */
  public int ended() {
    return ended.get();
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    requests.add(request);
    FakeReply reply = replies.apply(request);
    executor.execute(() -> new Stream(reply, handler).run());
  }

  @Override
  public List<ChatModelListener> listeners() {
    return listeners;
  }

  @Override
  public ModelProvider provider() {
    return provider;
  }

  private static void ownThread(Runnable stream) {
    Thread thread = new Thread(stream, "fake-model");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Stream implements StreamingHandle {
    private final FakeReply reply;
    private final StreamingChatResponseHandler handler;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean over;

    Stream(FakeReply reply, StreamingChatResponseHandler handler) {
      this.reply = reply;
      this.handler = handler;
    }

    @Override
    public void cancel() {
      if (!over) {
        over = true;
        cancelled.incrementAndGet();
        gone.countDown();
      }
    }

    @Override
    public boolean isCancelled() {
      return over;
    }

    void run() {
      for (FakeReply.Step step : reply.steps()) {
        if (over) {
          return;
        }
        send(step);
      }
      if (!over) {
        over = true;
        InternalStreamingChatResponseHandlerUtils.onCompleteResponse(handler, response());
        FakeStreamingChatModel.this.ended.incrementAndGet();
      }
    }

    private void send(FakeReply.Step step) {
      switch (step.kind()) {
        case THINKING -> think((String) step.content());
        case TEXT -> write((String) step.content());
        case TOOL_CALL -> call((ToolExecutionRequest) step.content());
        case RAW -> handler.onUnmappedRawEvent(step.content());
        case WAIT -> await((FakeReply.Waiting) step.content());
        case HOLD -> await(gone::await);
        case FAILURE -> fail((Throwable) step.content());
      }
    }

    private void think(String piece) {
      thinking.append(piece);
      if (reply.cancellable()) {
        InternalStreamingChatResponseHandlerUtils.onPartialThinking(handler, piece, this);
      } else {
        handler.onPartialThinking(new PartialThinking(piece));
      }
    }

    private void write(String piece) {
      text.append(piece);
      if (reply.cancellable()) {
        InternalStreamingChatResponseHandlerUtils.onPartialResponse(handler, piece, this);
      } else {
        handler.onPartialResponse(piece);
      }
    }

    private void call(ToolExecutionRequest call) {
      int index = calls.size();
      calls.add(call);
      PartialToolCall partial =
          PartialToolCall.builder()
              .index(index)
              .id(call.id())
              .name(call.name())
              .partialArguments(call.arguments())
              .build();
      InternalStreamingChatResponseHandlerUtils.onPartialToolCall(handler, partial, this);
      InternalStreamingChatResponseHandlerUtils.onCompleteToolCall(
          handler, new CompleteToolCall(index, call));
    }

    private void await(FakeReply.Waiting until) {
      try {
        until.await();
      } catch (InterruptedException interrupted) {
        fail(interrupted);
      }
    }

    private void fail(Throwable failure) {
      over = true;
      handler.onError(failure);
    }

    private ChatResponse response() {
      AiMessage.Builder message = AiMessage.builder().toolExecutionRequests(calls);
      if (text.length() > 0 || calls.isEmpty()) {
        message.text(text.toString());
      }
      if (thinking.length() > 0) {
        message.thinking(thinking.toString());
      }
      ChatResponse.Builder response =
          ChatResponse.builder()
              .aiMessage(message.build())
              .finishReason(calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION);
      if (reply.usage() != null) {
        response.tokenUsage(reply.usage());
      }
      return response.build();
    }
  }
}
