package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatRequestOptions;
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
import dev.pith.plugin.langchain4j.TraceReading.Phase;
import dev.pith.verifier.trim.Cut;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chat whose thinking is read on its way to the user, and cut when the trimmer says so.
 *
 * <p>At a cut the model is asked to go on from it, while what the first call still sends is held
 * back. With the first word of the answer the first call is cancelled; if no such word comes, what
 * was held back is delivered and the first call goes on as if nothing had been. Where two calls
 * cannot run side by side the first one is cancelled before; if the model does not go on then, the
 * next way is tried once, and then the question is asked once more. Either way there is an answer.
 *
 * <p>The user's callbacks are called under a lock, so that they never run at the same time although
 * two calls may.
 */
final class TrimmedCall implements StreamingChatResponseHandler, CutChat.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(TrimmedCall.class);

  private enum State {
    /** What the first call sends is delivered. */
    FOLLOWING,
    /** It is held back: the model is asked to go on from a cut. */
    HELD,
    /** It is ignored: another call is the answer. */
    LEFT
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final TrimmedChat chat;
  private final ChatRequestOptions options;
  private final UserStream user;
  private final TraceReading reading;
  private final ChatAccount account;
  private final Deque<Runnable> held = new ArrayDeque<>();

  private State state = State.FOLLOWING;
  private boolean mayCut;
  private @Nullable StreamingHandle first;
  private @Nullable CutChat continued;

  /** Creates the handler of a chat's call. */
  TrimmedCall(TrimmedChat chat, ChatRequestOptions options, StreamingChatResponseHandler user) {
    this(chat, options, new UserStream(user), chat.mayCut());
    chat.objection().ifPresent(account::uncutBecause);
  }

  private TrimmedCall(
      TrimmedChat chat, ChatRequestOptions options, UserStream user, boolean mayCut) {
    this.chat = chat;
    this.options = options;
    this.user = user;
    this.mayCut = mayCut;
    this.reading = chat.newReading();
    this.account = new ChatAccount(chat.trimming().meter(), reading, !chat.mayCut());
  }

  @Override
  public void onPartialThinking(PartialThinking piece) {
    read(() -> reading.onThinking(piece.text()), () -> user.thinking(piece, false));
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    follow(context.streamingHandle());
    read(() -> reading.onThinking(piece.text()), () -> user.thinking(piece, true));
  }

  @Override
  public void onPartialResponse(String text) {
    read(() -> reading.onText(text), () -> user.text(new PartialResponse(text), false));
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    follow(context.streamingHandle());
    read(() -> reading.onText(piece.text()), () -> user.text(piece, true));
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece) {
    read(this::onToolCall, () -> user.toolCall(piece, false));
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
    follow(context.streamingHandle());
    read(this::onToolCall, () -> user.toolCall(piece, true));
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    read(this::onToolCall, () -> user.toolCall(call));
  }

  @Override
  public void onUnmappedRawEvent(Object event) {
    read(() -> {}, () -> user.rawEvent(event));
  }

  /** A call that was held when it ended without an answer waits on for the one that goes on. */
  @Override
  public void onCompleteResponse(ChatResponse response) {
    boolean calls = response.aiMessage().hasToolExecutionRequests();
    read(
        () -> {
          if (calls) {
            reading.onAnswer();
          }
          if (continued != null) {
            continued.onFirstEnded(response.tokenUsage());
          }
        },
        () -> {
          if (reading.session().chars() == 0) {
            chat.way().sawNoThinking();
          }
          reading.onAnswer();
          account.close();
          user.complete(response);
        });
  }

  @Override
  public void onError(Throwable failure) {
    read(
        () -> {},
        () -> {
          account.uncutBecause("upstream-failed");
          account.close();
          user.error(failure);
        });
  }

  @Override
  public void onBegun() {
    held.clear();
    leaveFirst();
  }

  @Override
  public void onGivenUp(String reason) {
    if (state == State.HELD) {
      account.uncutBecause(reason);
      takeBack();
    } else {
      reask();
    }
  }

  private void onToolCall() {
    account.uncutBecause("tool-call");
    reading.onAnswer();
  }

  private void follow(@Nullable StreamingHandle handle) {
    if (first == null && handle != null) {
      first = handle;
      user.follow(handle);
    }
  }

  private void read(Runnable reads, Runnable delivers) {
    lock.lock();
    try {
      if (state == State.LEFT) {
        return;
      }
      if (state == State.HELD && user.isCancelled()) {
        leave();
        return;
      }
      readSafely(reads);
      if (state == State.FOLLOWING) {
        try {
          delivers.run();
        } finally {
          afterPiece();
        }
      } else {
        held.add(delivers);
        if (reading.phase() == Phase.ANSWER) { // the thinking has ended by itself
          account.uncutBecause("ended-before-the-cut");
          takeBack();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What cannot be read is delivered all the same. */
  private void readSafely(Runnable reads) {
    try {
      reads.run();
    } catch (RuntimeException failure) {
      LOG.error("an answer could not be read, it goes on untrimmed", failure);
      chat.trimming().meter().ownFailure();
      account.uncutBecause("own-failure");
      mayCut = false;
    }
  }

  /** The user has ended the chat while two calls ran. */
  private void leave() {
    leaveFirst();
    held.clear();
    if (continued != null) {
      continued.cancel();
    }
  }

  private void afterPiece() {
    if (reading.phase() == Phase.THINKING) {
      chat.way().sawThinking();
    }
    Cut wanted = reading.cut();
    if (wanted == null || !mayCut || user.isCancelled()) {
      return;
    }
    mayCut = false;
    if (reading.phase() != Phase.THINKING) {
      account.uncutBecause("ended-before-the-cut");
      return;
    }
    CutChat next = new CutChat(chat, options, lock, user, account, reading, wanted, this);
    Optional<ContinuationMethod> way = chat.firstWay();
    if (first == null) {
      chat.way().cannotCancel();
      account.uncutBecause("cannot-cancel");
    } else if (way.isEmpty()) {
      account.uncutBecause("no-verified-stop-method");
    } else if (!next.leavesRoom()) {
      account.uncutBecause("too-few-tokens-left");
    } else {
      continued = next;
      if (chat.trimming().overlaps()) {
        state = State.HELD;
      } else {
        leaveFirst();
      }
      next.goOn(way.get());
    }
  }

  /** There is no first call to go back to: the question is asked once more, and not cut again. */
  private void reask() {
    account.uncutBecause("reasked");
    account.close();
    TrimmedCall anew = new TrimmedCall(chat, options, user, false);
    anew.account.uncutBecause("reasked");
    try {
      chat.trimming().delegate().chat(chat.request(), options, anew);
    } catch (RuntimeException refused) {
      user.guarded(() -> user.error(refused));
    }
  }

  private void leaveFirst() {
    boolean running = state != State.LEFT;
    state = State.LEFT;
    reading.session().onEnd();
    if (running && first != null && !UserStream.cancel(first)) {
      chat.way().cannotCancel();
    }
  }

  private void takeBack() {
    state = State.FOLLOWING;
    if (continued != null) {
      continued.cancel();
    }
    if (first != null) {
      user.follow(first);
    }
    for (Runnable each = held.poll(); each != null; each = held.poll()) {
      user.guarded(each);
    }
  }
}
