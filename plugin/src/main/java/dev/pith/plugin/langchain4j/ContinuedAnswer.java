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
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The call that goes on from a cut. Until the first word of its answer is there, it may be given up
 * without the user noticing; from then on its pieces are the user's.
 */
final class ContinuedAnswer implements StreamingChatResponseHandler {

  /** Learns how it goes; called under the lock. */
  interface Listener {
    /** The answer has begun: what comes next goes to the user. */
    void onBegun(ContinuedAnswer answer);

    /** The answer is over. */
    void onAnswered(ContinuedAnswer answer, ChatResponse response);

    /**
     * There is no answer, and none has begun.
     *
     * @param reason a short stable word
     */
    void onGivenUp(ContinuedAnswer answer, String reason);
  }

  private static final int MAX_HESITATION_CHARS = 600;

  private final ContinuationMethod method;
  private final Lock lock;
  private final UserStream user;
  private final Listener listener;
  private final ThinkTagParser parser =
      new ThinkTagParser(ThinkTags.KNOWN, /* startsInside= */ false, new Pieces());
  private final CompletableFuture<Void> deadline = new CompletableFuture<>();

  private @Nullable StreamingHandle running;
  private boolean withHandle;
  private long rethought;
  private boolean begun;
  private boolean answered;
  private boolean over;

  /**
   * Creates the handler of the call.
   *
   * @param lock held while the listener or the user is called
   */
  ContinuedAnswer(ContinuationMethod method, Lock lock, UserStream user, Listener listener) {
    this.method = method;
    this.lock = lock;
    this.user = user;
    this.listener = listener;
  }

  /** Gives the call up when its answer has not begun within this time. */
  void mustBeginWithin(Duration patience) {
    CompletableFuture<Void> unused =
        deadline
            .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
            .whenCompleteAsync(
                (begins, late) -> {
                  if (late != null) {
                    giveUp("continuation-timeout");
                  }
                });
  }

  ContinuationMethod method() {
    return method;
  }

  /** Ends the call; nobody hears of it any more. */
  void cancel() {
    over = true;
    deadline.complete(null);
    if (running != null) {
      UserStream.cancel(running);
    }
  }

  /** Ends the call unless its answer has begun. */
  void giveUp(String reason) {
    locked(
        () -> {
          if (!begun) {
            end(reason);
          }
        });
  }

  @Override
  public void onPartialThinking(PartialThinking piece) {
    locked(() -> thought(piece.text()));
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    follow(context.streamingHandle());
    locked(() -> thought(piece.text()));
  }

  @Override
  public void onPartialResponse(String text) {
    locked(() -> text(text));
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    follow(context.streamingHandle());
    locked(() -> text(piece.text()));
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece) {
    locked(() -> toolCall(() -> user.toolCall(piece, /* withHandle= */ false)));
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
    follow(context.streamingHandle());
    locked(() -> toolCall(() -> user.toolCall(piece, /* withHandle= */ true)));
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    locked(() -> toolCall(() -> user.toolCall(call)));
  }

  @Override
  public void onUnmappedRawEvent(Object event) {
    locked(
        () -> {
          if (begun) {
            user.rawEvent(event);
          }
        });
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    locked(
        () -> {
          if (begun && !answered) {
            answered = true;
            listener.onAnswered(this, response);
          } else if (!begun) {
            end("continuation-empty");
          }
        });
  }

  @Override
  public void onError(Throwable failure) {
    locked(
        () -> {
          if (begun) {
            user.error(failure);
          } else {
            end("continuation-failed");
          }
        });
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      if (!over && !user.isCancelled()) {
        step.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The first event brings the handle; a call that nobody wants any more ends with it. */
  private void follow(StreamingHandle handle) {
    lock.lock();
    try {
      withHandle = true;
      if (running == null) {
        running = handle;
        if (over) {
          UserStream.cancel(handle);
        } else {
          user.follow(handle);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(String reason) {
    cancel();
    listener.onGivenUp(this, reason);
  }

  private void text(String text) {
    if (begun) { // tags in the answer are text
      user.text(new PartialResponse(text), withHandle);
      return;
    }
    parser.onText(text);
    if (begun && !parser.held().isEmpty()) {
      user.text(new PartialResponse(parser.held()), withHandle);
    }
  }

  /** A model that was asked once more may hesitate, but not think it all over. */
  private void thought(String text) {
    rethought += text.strip().length();
    if (!begun && rethought > (method.isPrefill() ? 0 : MAX_HESITATION_CHARS)) {
      end("thought-anew");
    }
  }

  private void toolCall(Runnable forward) {
    begin();
    forward.run();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      deadline.complete(null);
      listener.onBegun(this);
    }
  }

  /** The text without the thinking of a model that was asked to answer at once. */
  private final class Pieces implements ThinkTagParser.Listener {
    @Override
    public void onThinking(String text) {
      if (!over) {
        thought(text);
      }
    }

    @Override
    public void onAnswer(String text) {
      // The answer begins behind the white space that follows an end tag.
      String written = begun ? text : text.stripLeading();
      if (!over && !written.isEmpty()) {
        begin();
        user.text(new PartialResponse(written), withHandle);
      }
    }

    @Override
    public void onThinkingEnd() {
      // The answer begins with its first word.
    }
  }
}
