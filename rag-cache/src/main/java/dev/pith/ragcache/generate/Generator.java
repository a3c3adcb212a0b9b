package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.concurrent.CompletableFuture;

/**
 * Generates text for many requests at once with one engine. Thread-safe.
 *
 * <p>It runs one thread of its own, which calls the engine and all listeners.
 */
public final class Generator implements AutoCloseable {

  private Generator() {}

  /**
   * Starts a generator.
   *
   * @param engine runs the rows; used by this generator until it is closed, and not closed by it
   * @param tokenizer the model's own
   */
  public static Generator start(KvEngine engine, Tokenizer tokenizer, GeneratorSettings settings) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns how many tokens a prompt and its answer may have together. */
  public int contextTokens() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Queues a request. Requests start in the order they come.
   *
   * <p>A request that is refused because too many wait, or because the generator is closed, hears
   * {@link Generation.Listener#onFailure} before this returns.
   *
   * @throws IllegalArgumentException when the prompt has a token that the model does not know, or
   *     does not fit the context
   */
  public Generation submit(GenerationRequest request, Generation.Listener listener) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Judges a prompt. Cancelling the future cancels the work.
   *
   * @return fails as {@link Generation.Listener#onFailure} would
   * @throws IllegalArgumentException as {@link #submit} does
   */
  public CompletableFuture<Scores> score(ScoringRequest request) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Forgets the KV of finished requests, after the step that runs. */
  public void clearPrefixCache() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns what it did so far. */
  public GeneratorStats stats() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Fails all requests and frees all KV; returns when the thread has ended. The engine stays. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
