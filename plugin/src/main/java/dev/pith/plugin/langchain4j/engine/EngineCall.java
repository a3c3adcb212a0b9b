package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One chat with the engine. The generator's news are brought to the thread that runs it, which may
 * take its time: when it falls behind the generation pauses.
 */
final class EngineCall implements StreamingHandle {

  /** A reader that is so many tokens behind lets the generation pause, and go on from here. */
  private static final int MOST_WAITING = 32;

  private static final int FEW_WAITING = 8;

  private final LocalModel model;
  private final ChatRequest request;
  private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
  private final Object pausing = new Object();

  private volatile @Nullable Generation generation;
  private volatile boolean cancelled;
  private boolean paused;

  EngineCall(LocalModel model, ChatRequest request) {
    this.model = model;
    this.request = request;
  }

  /**
   * Runs the chat to its end on the calling thread, which calls the reader.
   *
   * @return the response; empty when the call was cancelled
   * @throws LangChain4jException when it cannot be answered
   */
  Optional<ChatResponse> run(EngineAnswer.Reader reader) {
    long startNanos = System.nanoTime();
    PreparedChat chat = PreparedChat.of(request, model);
    EngineAnswer answer = new EngineAnswer(model, chat, reader, startNanos);
    try {
      generation = model.submit(chat.prompt(), chat.generation(), new News(answer));
      while (!cancelled && !answer.isComplete()) {
        news.take().run();
        resumeWhenRead();
      }
    } catch (IllegalArgumentException tooLong) {
      throw EngineFailures.of(tooLong);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw EngineFailures.of(interrupted);
    } finally {
      stop();
    }
    return cancelled ? Optional.empty() : Optional.of(answer.response());
  }

  /** Ends the generation; nothing more is passed on but a piece that is just being passed. */
  @Override
  public void cancel() {
    cancelled = true;
    stop();
    news.add(() -> {});
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  /** Breaks the chat off: the thread that runs it gets this exception. */
  void fail(LangChain4jException reason) {
    stop();
    news.add(
        () -> {
          throw reason;
        });
  }

  private void stop() {
    Generation running = generation;
    if (running != null) {
      running.cancel();
    }
  }

  private void resumeWhenRead() {
    synchronized (pausing) {
      Generation running = generation;
      if (paused && running != null && news.size() <= FEW_WAITING) {
        paused = false;
        running.resume();
      }
    }
  }

  /** Brings the news to the thread of the call. */
  private final class News implements Generation.Listener {

    private final EngineAnswer answer;

    News(EngineAnswer answer) {
      this.answer = answer;
    }

    @Override
    public void onPrompt(int promptTokens, int cachedTokens) {
      long nowNanos = System.nanoTime();
      news.add(() -> answer.onPrompt(cachedTokens, nowNanos));
    }

    @Override
    public void onToken(GeneratedToken token) {
      long nowNanos = System.nanoTime();
      synchronized (pausing) {
        news.add(() -> answer.onToken(token, nowNanos));
        Generation running = generation;
        if (!paused && running != null && news.size() >= MOST_WAITING) {
          paused = true;
          running.pause();
        }
      }
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      news.add(() -> answer.onEnd(reason, tail));
    }

    @Override
    public void onFailure(Throwable failure) {
      news.add(
          () -> {
            throw EngineFailures.of(failure);
          });
    }
  }
}
