package dev.pith.plugin.search.engine;

import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.ChatPrompt;
import dev.pith.plugin.search.StepGenerator;
import dev.pith.plugin.search.StepRequest;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.SamplingSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Samples steps on the embedded engine. Thread-safe.
 *
 * <p>A step begins with a fork of the KV of what it follows, so that nothing is read twice but the
 * one token whose logits are asked again. KV is held for as long as its trajectory is not released;
 * beyond a limit of bytes it is given up at once, and what follows reads its text again.
 */
public final class EngineSteps implements StepGenerator<EnginePath> {
  private static final long MEMORY_SHARE = 4;

  private final LocalModel model;
  private final Executor executor;
  private final double minP;
  private final long maxKvBytes;

  private EngineSteps(LocalModel model, Executor executor, double minP, long maxKvBytes) {
    this.model = model;
    this.executor = executor;
    this.minP = minP;
    this.maxKvBytes = maxKvBytes;
  }

  /**
   * Returns a generator that holds KV up to a quarter of the memory of the JVM.
   *
   * @param model has a chat template; not closed by this
   * @param executor where prompts are written and encoded, and steps are put together
   */
  public static EngineSteps of(LocalModel model, Executor executor) {
    return new EngineSteps(model, executor, 0, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
  }

  /**
   * Returns a generator that draws no token less likely than this share of the likeliest, in [0,
   * 1]; 0 unless given.
   */
  public EngineSteps withMinP(double share) {
    return new EngineSteps(model, executor, share, maxKvBytes);
  }

  /**
   * Returns a generator with another limit of KV.
   *
   * @param bytes of all KV of the engine together; what comes when they are exceeded is not held
   */
  public EngineSteps withMaxKvBytes(long bytes) {
    return new EngineSteps(model, executor, minP, bytes);
  }

  /**
   * Reads a prompt; what is searched is the answer to it, from its thinking on.
   *
   * @param messages each with a role and a content
   * @return the root of a search; cancelling it gives it up
   */
  public CompletableFuture<EnginePath> begin(List<Map<String, Object>> messages) {
    List<Map<String, Object>> copy = List.copyOf(messages);
    CompletableFuture<EnginePath> root = new CompletableFuture<>();
    CompletableFuture<int[]> unused =
        CompletableFuture.supplyAsync(() -> prompt(copy), executor)
            .whenComplete(
                (tokens, failure) -> {
                  if (tokens == null) {
                    root.completeExceptionally(failure);
                  } else if (!root.isDone()) {
                    read(new EnginePath(copy, tokens, 0, "", "", 0, 0, false, null), root);
                  }
                });
    return root;
  }

  /** Reads a prompt; when nobody waits for it any more its KV is given back. */
  private void read(EnginePath unread, CompletableFuture<EnginePath> root) {
    CompletableFuture<EnginePath> reading;
    try {
      reading =
          submit(
              GenerationRequest.builder(unread.tokens()).maxTokens(0),
              new StepListener(unread, null, this::hold));
    } catch (RuntimeException refused) {
      root.completeExceptionally(refused);
      return;
    }
    CompletableFuture<EnginePath> unused =
        root.whenComplete(
            (path, failure) -> {
              if (root.isCancelled()) {
                reading.cancel(true);
              }
            });
    CompletableFuture<EnginePath> unusedToo =
        reading.whenComplete(
            (path, failure) -> {
              if (path == null) {
                root.completeExceptionally(failure);
              } else if (!root.complete(path)) {
                path.release();
              }
            });
  }

  @Override
  public CompletableFuture<EnginePath> extend(EnginePath from, StepRequest request) {
    KvSequence kv = from.fork();
    GenerationRequest.Builder generation =
        GenerationRequest.builder(from.tokens())
            .maxTokens(request.maxTokens())
            .renderSpecial(true)
            .sampling(
                SamplingSettings.builder()
                    .temperature(request.temperature())
                    .minP(minP)
                    .seed(request.seed())
                    .build());
    if (kv != null) {
      generation.kv(kv, kv.end());
    }
    return submit(generation, new StepListener(from, request.ends(), this::hold));
  }

  @Override
  public OptionalLong residentBytes(Collection<? extends EnginePath> trajectories) {
    List<KvSequence> held = new ArrayList<>();
    for (EnginePath trajectory : trajectories) {
      KvSequence kv = trajectory.held();
      if (kv != null) {
        held.add(kv);
      }
    }
    return OptionalLong.of(model.engine().kvBytes(held));
  }

  private CompletableFuture<EnginePath> submit(
      GenerationRequest.Builder request, StepListener listener) {
    CompletableFuture<EnginePath> answer = listener.answer(executor);
    Generation generation =
        model.generator().submit(request.handOver(listener::onKv).build(), listener);
    listener.cancels(generation);
    return answer;
  }

  /** Tells whether KV is held, and not given up. */
  private boolean hold() {
    return model.engine().kvBytes() <= maxKvBytes;
  }

  private int[] prompt(List<Map<String, Object>> messages) {
    try {
      return ChatPrompt.render(model.template(), messages, true, Map.of())
          .encode(model.tokenizer())
          .tokens();
    } catch (BadParameterException unwritable) {
      throw new CompletionException(unwritable);
    }
  }
}
