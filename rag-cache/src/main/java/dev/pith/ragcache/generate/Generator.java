package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Generates text for many requests at once with one engine. Thread-safe.
 *
 * <p>It runs one thread of its own, which calls the engine and all listeners. What a request gets
 * does not depend on what else runs.
 */
public final class Generator implements AutoCloseable {

  /*
   * Continuous batching [1]: each step is one forward pass with the next row of every running
   * generation and a bounded piece of the prompts that are being read [2], so that a long prompt
   * does not hold up the others. A request joins between two steps and leaves as soon as it ends.
   * Requests begin with the longest prefix whose KV is there, of ended and of running ones [3]; one
   * whose beginning is just being read waits for that. When KV runs short, what ended goes first;
   * then the request that came last gives its KV away and reads its text again later. A request
   * that goes on with an answer comes before the others in all of this.
   *
   * [1] Orca: A Distributed Serving System for Transformer-Based Generative Models
   * https://www.usenix.org/conference/osdi22/presentation/yu
   * [2] Taming Throughput-Latency Tradeoff in LLM Inference with Sarathi-Serve
   * https://arxiv.org/abs/2403.02310
   * [3] SGLang: Efficient Execution of Structured Language Model Programs
   * https://arxiv.org/abs/2312.07104
   */

  private static final Logger LOG = System.getLogger(Generator.class.getName());

  private final KvEngine engine;
  private final Tokenizer tokenizer;
  private final int contextTokens;
  private final Lane generations;
  private final Lane readings;
  private final Sampler.Scratch samplerScratch;
  private final GeneratorCounters counters = new GeneratorCounters();
  private final StepLoop loop;
  private final Thread thread;

  private Generator(KvEngine engine, Tokenizer tokenizer, GeneratorSettings settings) {
    this.engine = engine;
    this.tokenizer = tokenizer;
    generations = new Lane(settings.maxRunning(), settings.maxQueued());
    readings = new Lane(settings.maxRunning(), settings.maxQueued());
    KvRoom room = new KvRoom(engine, settings.maxKvBytes(), settings.prefixCache());
    int wanted = Math.min(settings.contextTokens(), engine.config().contextLength());
    contextTokens = room.longestText(wanted);
    if (contextTokens < 2) {
      throw new IllegalArgumentException(
          "contextTokens and maxKvBytes must leave room for two tokens: " + settings);
    }
    if (contextTokens < wanted) {
      LOG.log(
          Level.INFO,
          "The context is {0} tokens instead of {1}: maxKvBytes holds no more.",
          contextTokens,
          wanted);
    }
    samplerScratch = new Sampler.Scratch(engine.config().vocabulary());
    loop =
        new StepLoop(
            engine, List.of(readings, generations), room, settings.prefillRows(), counters);
    thread = new Thread(loop, "pith-generator");
    thread.setDaemon(true);
  }

  /**
   * Starts a generator.
   *
   * @param engine runs the rows; used by this generator until it is closed, and not closed by it
   * @param tokenizer the model's own
   * @throws IllegalArgumentException when {@code maxKvBytes} holds no text at all
   */
  public static Generator start(KvEngine engine, Tokenizer tokenizer, GeneratorSettings settings) {
    Generator generator = new Generator(engine, tokenizer, settings);
    generator.thread.start();
    return generator;
  }

  /**
   * Returns how many tokens a prompt and its answer may have together: the least of the settings,
   * the model's context, and what the KV limit holds.
   */
  public int contextTokens() {
    return contextTokens;
  }

  /**
   * Queues a request. Requests start in the order they come, but those that go on with an answer
   * before the others ({@link GenerationRequest.Builder#continuesAnswer}).
   *
   * <p>A request that is refused because too many wait, or because the generator is closed, hears
   * {@link Generation.Listener#onFailure} before this returns.
   *
   * @throws IllegalArgumentException when a token is not in the vocabulary, or the prompt does not
   *     fit the context; KV that came with it is closed then, too
   */
  public Generation submit(GenerationRequest request, Generation.Listener listener) {
    return enqueue(request, listener, null);
  }

  /**
   * Judges a prompt. Scoring does not wait for places of generations. Cancelling the future cancels
   * the work; what is chained to it runs on the generator's thread.
   *
   * @return fails as {@link Generation.Listener#onFailure} would
   * @throws IllegalArgumentException as {@link #submit} does
   */
  public CompletableFuture<Scores> score(ScoringRequest request) {
    int[] candidates = request.candidates();
    KvSequence kv = request.kv();
    try {
      for (int candidate : candidates) {
        checkToken(candidate, "candidates");
      }
    } catch (IllegalArgumentException refused) {
      if (kv != null) {
        kv.close();
      }
      throw refused;
    }
    GenerationRequest.Builder reading =
        GenerationRequest.builder(request.prompt()).maxTokens(0).salt(request.salt());
    request.scoreFrom().ifPresent(reading::scoreFrom);
    if (kv != null) {
      reading.kv(kv, kv.end());
    }
    ScoreCollector collector = new ScoreCollector(candidates);
    Consumer<LogProbs> onNext = candidates.length == 0 ? null : collector::onNext;
    Job job = enqueue(reading.build(), collector, onNext);
    CompletableFuture<Scores> answer = collector.answer();
    CompletableFuture<Scores> unused =
        answer.whenComplete(
            (scores, failure) -> {
              if (answer.isCancelled()) {
                job.cancel();
              }
            });
    return answer;
  }

  /** Forgets the KV of ended requests, after the step that runs. */
  public void clearPrefixCache() {
    loop.clearKept();
  }

  /** Returns what it did so far. */
  public GeneratorStats stats() {
    return loop.stats();
  }

  /**
   * Fails all requests with a {@link CancellationException} and frees all KV; returns when that is
   * done, or at once when a listener calls it. The engine stays open.
   */
  @Override
  public void close() {
    loop.close();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Job enqueue(
      GenerationRequest request,
      Generation.Listener listener,
      @Nullable Consumer<LogProbs> onNext) {
    try {
      check(request);
    } catch (IllegalArgumentException refused) {
      KvSequence kv = request.kv();
      if (kv != null) {
        kv.close();
      }
      throw refused;
    }
    SamplingSettings sampling = request.sampling();
    long seed = sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
    Sampler sampler = new Sampler(sampling, new SplittableRandom(seed), samplerScratch);
    Lane lane = request.maxTokens().orElse(1) == 0 ? readings : generations;
    Job job =
        new Job(
            request,
            listener,
            onNext,
            tokenizer,
            sampler,
            contextTokens,
            counters,
            lane,
            this::onChange);
    boolean taken = !loop.isClosed() && lane.offer(job);
    if (taken && loop.isClosed() && lane.withdraw(job)) {
      taken = false;
    }
    if (!taken) {
      giveBack(job);
      counters.refused();
      String reason =
          loop.isClosed() ? "the generator is closed" : "too many requests wait: " + lane.waiting();
      job.fail(new RejectedExecutionException(reason));
    }
    loop.wake();
    return job;
  }

  private void onChange(Job job) {
    if (job.isCancelled() && job.lane().withdraw(job)) {
      giveBack(job);
      counters.cancelled();
    }
    loop.wake();
  }

  /** Frees the KV that came with a job which never began. */
  private static void giveBack(Job job) {
    KvSequence kv = job.release();
    if (kv != null) {
      kv.close();
    }
  }

  private void check(GenerationRequest request) {
    for (int token : request.prompt()) {
      checkToken(token, "the prompt");
    }
    request.sampling().logitBias().keySet().forEach(token -> checkToken(token, "logitBias"));
    boolean generates = request.maxTokens().orElse(1) > 0;
    int longest = generates ? contextTokens - 1 : contextTokens;
    if (request.promptTokens() > longest) {
      throw new IllegalArgumentException(
          "the prompt must have at most "
              + longest
              + " tokens to fit the context of "
              + contextTokens
              + ": "
              + request.promptTokens());
    }
  }

  private void checkToken(int token, String where) {
    int vocabulary = engine.config().vocabulary();
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "a token of " + where + " must be in [0, " + vocabulary + "): " + token);
    }
  }
}
