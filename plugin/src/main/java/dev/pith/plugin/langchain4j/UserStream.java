package dev.pith.plugin.langchain4j;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the user of a chat gets, whichever call it comes from, and the handle by which the user ends
 * it. Confined to the lock of its call, but for the handle.
 */
final class UserStream {

  private static final Logger LOG = LoggerFactory.getLogger(UserStream.class);

  private final StreamingChatResponseHandler handler;
  private final Handle handle = new Handle();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder text = new StringBuilder();

  UserStream(StreamingChatResponseHandler handler) {
    this.handler = handler;
  }

  /** Ends whichever call runs, and those that would come. Thread-safe. */
  private static final class Handle implements StreamingHandle {
    private volatile boolean cancelled;
    private volatile @Nullable StreamingHandle running;

    @Override
    public void cancel() {
      cancelled = true;
      StreamingHandle now = running;
      if (now != null) {
        now.cancel();
      }
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    void follow(StreamingHandle call) {
      running = call;
      if (cancelled && !call.isCancelled()) {
        call.cancel();
      }
    }
  }

  /** Ends a call; tells whether its handle could. */
  static boolean cancel(StreamingHandle call) {
    try {
      call.cancel();
      return true;
    } catch (RuntimeException failure) {
      LOG.warn("a stream could not be cancelled, what it still sends is ignored", failure);
      return false;
    }
  }

  /** The user's handle ends this call from now on. */
  void follow(StreamingHandle call) {
    handle.follow(call);
  }

  /** Tells whether the user has ended the chat. */
  boolean isCancelled() {
    return handle.cancelled;
  }

  /** Returns the thinking that was delivered. */
  String thinking() {
    return thinking.toString();
  }

  /** Returns the text that was delivered. */
  String text() {
    return text.toString();
  }

  void thinking(PartialThinking piece, boolean withHandle) {
    thinking.append(piece.text());
    if (withHandle) {
      handler.onPartialThinking(piece, new PartialThinkingContext(handle));
    } else {
      handler.onPartialThinking(piece);
    }
  }

  void text(PartialResponse piece, boolean withHandle) {
    text.append(piece.text());
    if (withHandle) {
      handler.onPartialResponse(piece, new PartialResponseContext(handle));
    } else {
      handler.onPartialResponse(piece.text());
    }
  }

  void toolCall(PartialToolCall piece, boolean withHandle) {
    if (withHandle) {
      handler.onPartialToolCall(piece, new PartialToolCallContext(handle));
    } else {
      handler.onPartialToolCall(piece);
    }
  }

  void toolCall(CompleteToolCall call) {
    handler.onCompleteToolCall(call);
  }

  void rawEvent(Object event) {
    handler.onUnmappedRawEvent(event);
  }

  void complete(ChatResponse response) {
    handler.onCompleteResponse(response);
  }

  void error(Throwable failure) {
    handler.onError(failure);
  }

  /** Delivers where no provider catches what the user's callbacks throw: it goes to the user. */
  void guarded(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException thrown) {
      try {
        handler.onError(thrown);
      } catch (RuntimeException again) {
        LOG.warn("onError of a chat's handler failed, which is ignored", again);
      }
    }
  }
}
