package dev.pith.ragcache.reuse;

import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.ScoredToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A generation whose prompt may still be being read. Thread-safe. */
final class ChunkedGeneration implements Generation {

  private final List<int[]> appended = new ArrayList<>();
  private @Nullable Generation generation;
  private @Nullable Runnable onBegun;
  private boolean paused;
  private boolean cancelled;

  /** Names what is to be run once, when the generator has begun, or never will. */
  synchronized void onBegun(Runnable action) {
    onBegun = action;
    if (cancelled) {
      begun();
    }
  }

  /** Tells that the generator has begun, or never will. A second call does nothing. */
  synchronized void begun() {
    if (onBegun != null) {
      onBegun.run();
      onBegun = null;
    }
  }

  /** Hands over what was asked meanwhile. */
  synchronized void begin(Generation submitted) {
    generation = submitted;
    if (paused) {
      submitted.pause();
    }
    appended.forEach(submitted::append);
    appended.clear();
    if (cancelled) {
      submitted.cancel();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Returns a listener that tells another one everything, and this when it begins. */
  Listener watching(Listener listener) {
    return new Listener() {
      @Override
      public void onPromptToken(ScoredToken token) {
        listener.onPromptToken(token);
      }

      @Override
      public void onPrompt(int promptTokens, int cachedTokens) {
        begun();
        listener.onPrompt(promptTokens, cachedTokens);
      }

      @Override
      public void onToken(GeneratedToken token) {
        listener.onToken(token);
      }

      @Override
      public void onEnd(FinishReason reason, String tail) {
        listener.onEnd(reason, tail);
      }

      @Override
      public void onFailure(Throwable failure) {
        begun();
        listener.onFailure(failure);
      }
    };
  }

  @Override
  public synchronized void pause() {
    paused = true;
    if (generation != null) {
      generation.pause();
    }
  }

  @Override
  public synchronized void resume() {
    paused = false;
    if (generation != null) {
      generation.resume();
    }
  }

  @Override
  public synchronized void append(int[] tokens) {
    if (generation == null) {
      appended.add(tokens.clone());
    } else {
      generation.append(tokens);
    }
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    if (generation != null) {
      generation.cancel();
    }
    begun();
  }
}
