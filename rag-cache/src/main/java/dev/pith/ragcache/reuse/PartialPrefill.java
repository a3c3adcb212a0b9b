package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.Claims;
import dev.pith.ragcache.store.LoadedChunk;
import dev.pith.ragcache.store.LostVariantException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads prompts with chunks whose KV may be stored: stored chunks are put where they stand now, the
 * tokens that a {@link ReusePolicy} chooses are computed again, and so is all that is not stored,
 * which is kept for the next time (Cache-Craft, arXiv 2502.15734).
 *
 * <p>When every token is computed the KV is, bit for bit, that of a prefill without reuse.
 * Thread-safe; a call waits for other calls that compute the same missing chunks, and takes as long
 * as the prefill: it has no place on an event loop.
 */
public final class PartialPrefill {

  private static final System.Logger LOG = System.getLogger(PartialPrefill.class.getName());

  /** After so many lost chunks a prompt is read without the store. */
  private static final int MOST_ATTEMPTS = 3;

  /** Above this share a repaired chunk is kept as a variant of its own. */
  private static final double STRONG_REPAIR = 0.5;

  private final KvEngine engine;
  private final ChunkStore store;
  private final String model;
  private final int pieceRows;
  private final float[][] signs;
  private final Preloading preloading;

  /**
   * Creates a prefill.
   *
   * @param model names what KV depends on besides tokens: weights, KV type, rotation and tokenizer
   * @param pieceRows how many rows run before other callers of the engine have their turn, where a
   *     policy allows it; at least 1
   */
  public PartialPrefill(KvEngine engine, ChunkStore store, String model, int pieceRows) {
    if (pieceRows < 1) {
      throw new IllegalArgumentException("pieceRows must be >= 1: " + pieceRows);
    }
    this.engine = engine;
    this.store = store;
    this.model = model;
    this.pieceRows = pieceRows;
    this.signs = FirstLooks.signs(engine.config());
    this.preloading = new Preloading(store, engine.config().layers());
  }

  /**
   * Reads a prompt.
   *
   * @param salt keeps what is stored apart from that of other salts, such as tenants
   * @throws IllegalArgumentException when the prompt does not fit the model
   */
  public Prefilled read(ChunkedPrompt prompt, ReusePolicy policy, String salt) {
    PromptKeys keys = PromptKeys.of(prompt, ChunkKey.scope(model, salt));
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        return read(prompt, policy, keys);
      } catch (LostVariantException unreadable) {
        LOG.log(System.Logger.Level.DEBUG, "A stored chunk is lost and read anew.", unreadable);
      }
    }
    return read(prompt, ReusePolicy.full(), keys);
  }

  /**
   * Begins to load what reading a prompt will need, as its chunks are stored now. Returns without
   * it; the reading itself finds it then.
   *
   * @param salt as for {@link #read}
   */
  public void loadAhead(ChunkedPrompt prompt, ReusePolicy policy, String salt) {
    PromptKeys keys = PromptKeys.of(prompt, ChunkKey.scope(model, salt));
    store.loadAhead(new SegmentPlanner(store, policy, prompt, keys).wanted());
  }

  private Prefilled read(ChunkedPrompt prompt, ReusePolicy policy, PromptKeys keys) {
    SegmentPlanner planner = new SegmentPlanner(store, policy, prompt, keys);
    List<SegmentPlan> plans = planner.plan(chunk -> Optional.empty());
    if (!policy.reuses()) {
      return run(prompt, policy, plans);
    }
    List<ChunkKey> unknown =
        plans.stream()
            .filter(plan -> !plan.hit())
            .map(plan -> plan.place().key())
            .filter(key -> store.variants(key).isEmpty())
            .toList();
    try (Claims claims = store.claim(unknown, Set.of()).join()) {
      return run(prompt, policy, planner.plan(claims::found));
    }
  }

  private Prefilled run(ChunkedPrompt prompt, ReusePolicy policy, List<SegmentPlan> plans) {
    boolean keeps = policy.reuses() && plans.stream().anyMatch(PartialPrefill::worthKeeping);
    try (PrefillRun run = new PrefillRun(engine, prompt, plans, policy, pieceRows, signs, keeps)) {
      preloading.await(plans, run.rows().cardinality());
      long start = System.nanoTime();
      run.run();
      preloading.computed(run.rows().cardinality(), System.nanoTime() - start - run.waitedNanos());
      int stored = 0;
      for (SegmentPlan plan : plans) {
        Reuse reuse = plan.reuse();
        LoadedChunk chunk = plan.chunk();
        if (reuse != null && chunk != null) {
          store.used(chunk.key(), reuse.overhead());
        }
        if (keeps && worthKeeping(plan)) {
          store.put(run.variant(plan));
          stored++;
        }
      }
      return run.finish(stored);
    }
  }

  private static boolean worthKeeping(SegmentPlan plan) {
    Reuse reuse = plan.reuse();
    return reuse == null || (reuse.overhead() > STRONG_REPAIR && reuse.repaired().length > 0);
  }
}
