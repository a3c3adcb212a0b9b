package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.plan.FocusSettings;
import dev.pith.ragcache.store.LoadedChunk;
import dev.pith.ragcache.store.Variant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One prompt on its way through a {@link PartialPrefill}. Used once, by one thread. */
final class PrefillRun implements AutoCloseable {

  private final KvEngine engine;
  private final ChunkedPrompt prompt;
  private final List<SegmentPlan> plans;
  private final ReusePolicy policy;
  private final int pieceRows;
  private final int layers;
  private final KvSequence kv;
  private final Batch batch;
  private final boolean keeps;
  private final Masses masses;
  private final FirstLooks looks;
  private final PrefillCost cost;
  private long waitedNanos;
  private int layersPlaced;
  private boolean handedOver;
  private long repairedTokenLayers;
  private OptionalInt focusedFrom = OptionalInt.empty();

  /**
   * Creates a run.
   *
   * @param signs what looks are sketched with
   * @param keeps whether chunks will be taken out of it
   */
  PrefillRun(
      KvEngine engine,
      ChunkedPrompt prompt,
      List<SegmentPlan> plans,
      ReusePolicy policy,
      int pieceRows,
      float[][] signs,
      boolean keeps) {
    this.engine = engine;
    this.prompt = prompt;
    this.plans = plans;
    this.policy = policy;
    this.pieceRows = pieceRows;
    this.keeps = keeps;
    layers = engine.config().layers();
    masses = new Masses(prompt, layers);
    looks = new FirstLooks(signs, prompt.length());
    cost = new PrefillCost(engine.config());
    batch = new Batch(engine.config().vocabulary());
    kv = engine.newSequence(keeps);
  }

  /** Computes what must be computed, the last token excepted. */
  void run() {
    placeLayer(0);
    BitSet rows = rows();
    List<SegmentPlan> chunks = plans.stream().filter(plan -> !prompt.isLead(plan.index())).toList();
    int[] positions = rows.stream().toArray();
    FocusSettings focus = policy.focus();
    switch (policy.chooser()) {
      case VALUES -> pass(positions, new BlendFilter(plans, kv, rows, policy.share()));
      case FIRST_LOOK -> pass(positions, new DriftFilter(chunks, positions, looks, policy.share()));
      case QUESTION -> {
        chosenByQuestion().forEach(rows::set);
        repair(rows.stream().toArray(), chunks, focus);
      }
      case RULE -> repair(positions, chunks, focus);
    }
    placeRest();
  }

  /** Returns a segment with its KV, as it may be reused. */
  Variant variant(SegmentPlan plan) {
    ContextProfile profile = withLooks(masses.profile(plan), plan);
    return Variant.of(plan.place().key(), profile, kv.export(plan.span().from(), plan.span().to()));
  }

  /** Gives the KV away. */
  Prefilled finish(int stored) {
    kv.settle();
    handedOver = true;
    return new Prefilled(kv, report(stored));
  }

  @Override
  public void close() {
    if (!handedOver) {
      kv.close();
    }
  }

  /** Returns how long passes have waited for stored layers so far. */
  long waitedNanos() {
    return waitedNanos;
  }

  /** Returns the positions that run whatever else is chosen. */
  BitSet rows() {
    BitSet rows = new BitSet(prompt.length());
    rows.set(0, prompt.length() - 1);
    for (SegmentPlan plan : plans) {
      Reuse reuse = plan.reuse();
      if (reuse != null) {
        rows.clear(plan.span().from(), plan.span().to());
        for (int token : reuse.repaired()) {
          rows.set(plan.span().from() + token);
        }
      }
    }
    return rows;
  }

  private void repair(int[] positions, List<SegmentPlan> chunks, @Nullable FocusSettings focus) {
    if (focus != null) {
      FocusFilter filter = new FocusFilter(chunks, positions, prompt.questionFrom(), focus, layers);
      pass(positions, filter);
      focusedFrom = filter.focusedFrom();
      return;
    }
    for (int from = 0; from < positions.length; from += pieceRows) {
      pass(Arrays.copyOfRange(positions, from, Math.min(from + pieceRows, positions.length)), null);
    }
  }

  private void pass(int[] positions, @Nullable RepairFilter filter) {
    if (positions.length == 0) {
      return;
    }
    // Without a filter every row runs through all layers: what nobody keeps need not be observed.
    boolean observed = keeps || filter != null;
    forward(positions, filter, observed ? masses.observer() : null);
    if (observed) {
      masses.add(positions);
    }
    for (int row = 0; row < positions.length; row++) {
      int ran = observed ? masses.observer().layersRun(row) : layers;
      cost.rows(positions[row], ran);
      if (filter != null) {
        filter.charge(cost, positions[row], ran);
      }
      repairedTokenLayers += isRepair(positions[row]) ? ran : 0;
    }
  }

  /**
   * Reads the question on what is stored, and returns the positions that it looks at most: as
   * ProphetKV (arXiv 2602.02579) does.
   */
  private List<Integer> chosenByQuestion() {
    int[] positions = new int[prompt.length() - prompt.questionFrom()];
    Arrays.setAll(positions, i -> prompt.questionFrom() + i);
    QuestionLook look = new QuestionLook(prompt, plans);
    forward(positions, null, look.observer());
    for (int position : positions) {
      cost.rows(position, layers);
    }
    List<Integer> chosen = look.most(policy.share(), layers, positions.length);
    kv.truncate(prompt.questionFrom());
    return chosen;
  }

  private void forward(
      int[] positions, @Nullable RepairFilter filter, @Nullable AttentionMass observer) {
    batch.clear();
    for (int position : positions) {
      batch.add(kv, position, prompt.token(position));
    }
    batch.observe(observer);
    batch.filter(filter);
    if (keeps || policy.chooser() == ReusePolicy.Chooser.FIRST_LOOK) {
      batch.listen(FirstLooks.LAYER, looks.of(positions));
    }
    if (layersPlaced < layers) {
      batch.beforeLayers(this::placeLayer);
    }
    engine.forward(batch);
  }

  /** Adds what a segment's tokens gathered where their KV was computed: here, or before. */
  private ContextProfile withLooks(ContextProfile profile, SegmentPlan plan) {
    float[][] known = new float[plan.span().length()][];
    for (int token = 0; token < known.length; token++) {
      int position = plan.span().from() + token;
      LoadedChunk chunk = plan.chunk();
      float[] look = looks.at(position);
      if (chunk != null && !masses.ran(position)) {
        look = chunk.profile().firstLook(token);
      }
      if (look == null) {
        return profile;
      }
      known[token] = look;
    }
    return profile.withFirstLook(known);
  }

  private void placeLayer(int layer) {
    if (layer < layersPlaced) {
      return;
    }
    long start = System.nanoTime();
    for (SegmentPlan plan : plans) {
      LoadedChunk chunk = plan.chunk();
      if (chunk != null) {
        chunk.awaitLayer(layer);
      }
    }
    waitedNanos += System.nanoTime() - start;
    for (SegmentPlan plan : plans) {
      LoadedChunk chunk = plan.chunk();
      if (chunk != null) {
        kv.placeLayer(chunk.chunk(), layer, plan.span().from());
      }
    }
    layersPlaced = layer + 1;
  }

  private void placeRest() {
    while (layersPlaced < layers) {
      placeLayer(layersPlaced);
    }
  }

  private boolean isRepair(int position) {
    for (SegmentPlan plan : plans) {
      if (position < plan.span().to()) {
        return position >= plan.span().from() && plan.hit();
      }
    }
    return false;
  }

  private ReuseReport report(int stored) {
    int hits = 0;
    int missed = 0;
    int chunks = 0;
    for (SegmentPlan plan : plans) {
      if (!prompt.isLead(plan.index())) {
        chunks++;
        hits += plan.hit() ? 1 : 0;
        missed += plan.hit() ? 0 : plan.span().length();
      }
    }
    return new ReuseReport(
        policy.name(),
        prompt.length(),
        prompt.chunkTokens(),
        chunks,
        hits,
        (double) repairedTokenLayers / layers,
        missed,
        cost.flops(),
        PrefillCost.full(engine.config(), prompt.length() - 1),
        focusedFrom,
        stored);
  }
}
