package dev.pith.ragcache.reuse;

import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.Generator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Generates behind prompts with chunks: reads each prompt with what is stored of its chunks, and
 * hands it to a generator. Thread-safe.
 *
 * <p>One thread reads prompts, in the order in which they come, and steps aside for the generator
 * between two pieces; what a prompt needs of files is loaded while it waits. A prompt that cannot
 * be read this way is read by the generator as any other.
 */
public final class ChunkReader implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ChunkReader.class.getName());

  /** For so many waiting prompts at once it is looked what they will need. */
  private static final int MOST_AHEAD = 8;

  /** How many prompts are read ahead of the generator; each holds KV while it waits. */
  private static final int READ_AHEAD = 2;

  private final PartialPrefill prefill;
  private final ReusePolicy policy;
  private final Generator generator;
  private final ReuseCounters counters = new ReuseCounters();
  private final Semaphore readAhead = new Semaphore(READ_AHEAD);
  private final ThreadPoolExecutor thread;
  private final ThreadPoolExecutor ahead;

  /**
   * Creates a reader with a thread of its own.
   *
   * @param generator goes on where a prompt is read; not closed by this
   * @param maxQueued how many prompts may wait, at least 1; one more is refused, as the generator
   *     would
   */
  public ChunkReader(
      PartialPrefill prefill, ReusePolicy policy, Generator generator, int maxQueued) {
    this.prefill = prefill;
    this.policy = policy;
    this.generator = generator;
    thread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(maxQueued), ChunkReader::daemon);
    ahead =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_AHEAD),
            ChunkReader::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Queues a request. It is refused as {@link Generator#submit} would.
   *
   * @param prompt the request's prompt, with its chunks
   * @param request the rest of it, whose own prompt must be the same
   */
  public Generation submit(
      ChunkedPrompt prompt, GenerationRequest.Builder request, Generation.Listener listener) {
    Reading reading = new Reading(prompt, request, listener);
    try {
      boolean waits = thread.getActiveCount() > 0;
      thread.execute(reading);
      if (waits) {
        ahead.execute(reading::loadAhead);
      }
    } catch (RejectedExecutionException full) {
      listener.onFailure(
          thread.isShutdown() ? new CancellationException("the reader is closed") : full);
    }
    return reading.generation;
  }

  /** Returns what it did so far. */
  public ReuseStats stats() {
    return counters.snapshot();
  }

  /** Fails what waits; what is with the generator goes on. Returns when nothing is being read. */
  @Override
  public void close() {
    thread.shutdownNow().forEach(waiting -> ((Reading) waiting).fail());
    ahead.shutdownNow();
    boolean interrupted = false;
    while (!thread.isTerminated() || !ahead.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
        ahead.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "pith-chunks");
    thread.setDaemon(true);
    return thread;
  }

  /** A prompt that waits or is being read. */
  private final class Reading implements Runnable {

    private final ChunkedPrompt prompt;
    private final GenerationRequest.Builder request;
    private final String salt;
    private final Generation.Listener listener;
    private final ChunkedGeneration generation = new ChunkedGeneration();

    Reading(ChunkedPrompt prompt, GenerationRequest.Builder request, Generation.Listener listener) {
      this.prompt = prompt;
      this.request = request;
      this.salt = request.build().salt();
      this.listener = listener;
    }

    @Override
    public void run() {
      try {
        readAhead.acquire();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
        fail();
        return;
      }
      generation.onBegun(readAhead::release);
      if (generation.isCancelled()) {
        return;
      }
      read();
      try {
        generation.begin(generator.submit(request.build(), generation.watching(listener)));
      } catch (RuntimeException refused) {
        generation.begun();
        listener.onFailure(refused);
      }
    }

    /** Begins to load what it will need, while others are read. */
    void loadAhead() {
      try {
        prefill.loadAhead(prompt, policy, salt);
      } catch (RuntimeException failure) { // the reading itself will tell
        LOG.log(System.Logger.Level.DEBUG, "Nothing is loaded ahead.", failure);
      }
    }

    void fail() {
      if (!generation.isCancelled()) {
        listener.onFailure(new CancellationException("the reader is closed"));
      }
    }

    private void read() {
      try {
        Prefilled read = prefill.read(prompt, policy, salt);
        counters.add(read.report());
        int tokens = read.kv().size();
        int computed = (int) Math.ceil(tokens * read.report().computeShare());
        request.kv(read.kv(), Math.max(0, tokens - computed));
      } catch (RuntimeException | Error failure) {
        counters.failed();
        LOG.log(
            System.Logger.Level.WARNING,
            "A prompt with chunks is read without what is stored.",
            failure);
      }
    }
  }
}
