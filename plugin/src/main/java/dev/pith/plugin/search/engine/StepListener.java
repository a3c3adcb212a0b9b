package dev.pith.plugin.search.engine;

import dev.pith.plugin.search.StepEnds;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears a generation until its step is complete, ends it there, and makes a trajectory of what was
 * generated and of the KV that is handed over.
 *
 * <p>What is written here is written on the generator's thread, but for the cancelling.
 */
final class StepListener implements Generation.Listener {

  private final EnginePath from;
  private final @Nullable StepEnds ends;
  private final BooleanSupplier holds;
  private final CompletableFuture<EnginePath> made = new CompletableFuture<>();

  private final StringBuilder text = new StringBuilder();
  private final List<GeneratedToken> tokens = new ArrayList<>();

  /** How many characters of the text there are up to each token, that one included. */
  private final List<Integer> lengths = new ArrayList<>();

  private int cached;
  private boolean finished;
  private int stepTokens = -1;
  private int stepChars;
  private @Nullable Generation generation;
  private boolean complete;

  /**
   * Begins to hear.
   *
   * @param from what the step follows; for a prompt one that holds nothing yet
   * @param ends where the step ends; null for a prompt
   * @param holds asked whether KV may be held
   */
  StepListener(EnginePath from, @Nullable StepEnds ends, BooleanSupplier holds) {
    this.from = from;
    this.ends = ends;
    this.holds = holds;
  }

  /**
   * Returns the trajectory to come; cancelling it ends the generation.
   *
   * @param executor completes it, as what hangs on it must not keep the generator waiting
   */
  CompletableFuture<EnginePath> answer(Executor executor) {
    CompletableFuture<EnginePath> answer = new CompletableFuture<>();
    CompletableFuture<EnginePath> unused =
        made.whenComplete(
            (path, failure) -> {
              try {
                executor.execute(() -> give(answer, path, failure));
              } catch (RejectedExecutionException closed) {
                give(answer, null, closed);
                release(path);
              }
            });
    CompletableFuture<EnginePath> unusedToo =
        answer.whenComplete(
            (path, failure) -> {
              if (answer.isCancelled()) {
                end();
              }
            });
    return answer;
  }

  private static void give(
      CompletableFuture<EnginePath> answer,
      @Nullable EnginePath path,
      @Nullable Throwable failure) {
    if (path == null) {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("no step and no failure") : failure);
    } else if (!answer.complete(path)) {
      release(path);
    }
  }

  private static void release(@Nullable EnginePath path) {
    if (path != null) {
      path.release();
    }
  }

  /** Says what is to be cancelled when the step is complete, or not wanted any more. */
  void cancels(Generation submitted) {
    boolean late;
    synchronized (this) {
      generation = submitted;
      late = complete;
    }
    if (late) {
      submitted.cancel();
    }
  }

  @Override
  public void onPrompt(int promptTokens, int cachedTokens) {
    cached = cachedTokens;
  }

  @Override
  public void onToken(GeneratedToken token) {
    if (stepTokens >= 0) {
      return;
    }
    tokens.add(token);
    text.append(token.text());
    lengths.add(text.length());
    OptionalInt end = ends == null ? OptionalInt.empty() : ends.find(text);
    if (end.isPresent()) {
      cut(end.getAsInt());
      end();
    }
  }

  @Override
  public void onEnd(FinishReason reason, String tail) {
    if (stepTokens < 0) {
      text.append(tail);
      finished = reason == FinishReason.END || reason == FinishReason.CONTEXT_FULL;
      stepTokens = tokens.size();
      stepChars = text.length();
    }
  }

  @Override
  public void onFailure(Throwable failure) {
    made.completeExceptionally(failure);
  }

  /** Takes the KV of the generation, which is over. */
  void onKv(KvSequence kv) {
    if (stepTokens < 0) {
      kv.close();
      made.cancel(false);
      return;
    }
    int before = from.length();
    int[] all = Arrays.copyOf(from.tokens(), before + stepTokens);
    for (int i = 0; i < stepTokens; i++) {
      all[before + i] = tokens.get(i).id();
    }
    KvSequence held = kv;
    if (holds.getAsBoolean()) {
      kv.truncate(Math.min(kv.end(), all.length));
    } else {
      kv.close();
      held = null;
    }
    String step = text.substring(0, stepChars);
    made.complete(
        new EnginePath(
            from.messages(),
            all,
            ends == null ? 0 : before,
            from.text() + step,
            step,
            tokens.size(),
            cached,
            finished,
            held));
  }

  /** Takes as many whole tokens as the first characters need. */
  private void cut(int chars) {
    int count = 1;
    while (lengths.get(count - 1) < chars) {
      count++;
    }
    stepTokens = count;
    stepChars = lengths.get(count - 1);
  }

  private void end() {
    Generation running;
    synchronized (this) {
      complete = true;
      running = generation;
    }
    if (running != null) {
      running.cancel();
    }
  }
}
