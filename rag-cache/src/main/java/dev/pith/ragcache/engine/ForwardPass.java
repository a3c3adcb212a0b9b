package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.Kernels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Runs batches through all layers, one batch at a time. Keeps its memory. */
final class ForwardPass {

  /*
   * Rows run in micro-batches, in the order of the batch. As positions ascend within a sequence, a
   * later micro-batch holds only positions that the rows of an earlier one do not see: cutting
   * changes nothing. Without a filter a micro-batch runs through all layers before the next one
   * starts, so that only its own states are kept. A filter must see all rows at the same layer: then
   * every layer runs all micro-batches before the next layer starts.
   */

  private final ModelConfig config;
  private final EngineSettings settings;
  private final KvPool pool;
  private final ModelWeights weights;
  private final Kernels kernels;
  private final Workers workers;
  private final Workspace work;
  private final List<LayerPass> layers;
  private final OutputHead head;
  private final Workers.Part embed = this::embed;
  private final BitSet fresh = new BitSet();
  private int[] running = new int[0];
  private long passes;
  private int embedFrom;

  /** The batch of the call that runs. */
  private Batch batch = new Batch(1);

  ForwardPass(
      ModelConfig config,
      EngineSettings settings,
      KvPool pool,
      ModelWeights weights,
      Kernels kernels,
      RotaryEmbedding rotary,
      Workers workers) {
    this.config = config;
    this.settings = settings;
    this.pool = pool;
    this.weights = weights;
    this.kernels = kernels;
    this.workers = workers;
    this.work = new Workspace(config);
    Attention attention = new Attention(config, pool.shape(), kernels, workers, work);
    this.layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(
          new LayerPass(
              layer,
              weights.layers().get(layer),
              config,
              kernels,
              rotary,
              workers,
              attention,
              work));
    }
    this.head = new OutputHead(config, weights, kernels, workers);
  }

  /** Runs a batch, as {@link KvEngine#forward} promises. */
  void run(Batch batch) {
    check(batch);
    this.batch = batch;
    boolean done = false;
    try {
      open(batch);
      AttentionMass observer = batch.observer();
      if (observer != null) {
        observer.begin(config.layers(), batch.rows());
      }
      RowFilter filter = batch.filter();
      if (filter == null) {
        runMicroBatches(observer);
      } else {
        runLayers(filter, observer);
      }
      done = true;
    } finally {
      work.rows.clear();
      if (!done) {
        drop(batch);
      }
    }
  }

  /** Refuses a batch before anything is changed. */
  private void check(Batch batch) {
    if (batch.vocabulary() != config.vocabulary()) {
      throw new IllegalArgumentException(
          "the batch must have a vocabulary of %d: %d"
              .formatted(config.vocabulary(), batch.vocabulary()));
    }
    passes++;
    for (int row = 0; row < batch.rows(); row++) {
      if (!(batch.sequence(row) instanceof PagedSequence sequence) || !sequence.belongsTo(pool)) {
        throw new IllegalArgumentException(
            "row " + row + " has a sequence of another engine: " + batch.sequence(row));
      }
      sequence.requireOpen();
      int position = batch.position(row);
      if (position < 0 || position >= config.contextLength()) {
        throw new IllegalArgumentException(
            "position must be in [0, %d): %d at row %d"
                .formatted(config.contextLength(), position, row));
      }
      int before = sequence.note(passes, position);
      if (position <= before) {
        throw new IllegalArgumentException(
            "positions of a sequence must ascend: %d after %d at row %d"
                .formatted(position, before, row));
      }
      int token = batch.token(row);
      if (token < 0 || token >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "token must be in [0, %d): %d at row %d".formatted(config.vocabulary(), token, row));
      }
    }
  }

  /** Makes all positions present, and notes those that were not. */
  private void open(Batch batch) {
    int rows = batch.rows();
    if (running.length < rows) {
      running = new int[rows];
    }
    fresh.clear();
    for (int row = 0; row < rows; row++) {
      running[row] = row;
      if (!((PagedSequence) batch.sequence(row)).open(batch.position(row))) {
        fresh.set(row);
      }
    }
  }

  private void runMicroBatches(@Nullable AttentionMass observer) {
    int rows = batch.rows();
    for (int from = 0; from < rows; from += settings.microBatchRows()) {
      int to = Math.min(from + settings.microBatchRows(), rows);
      begin(from, to);
      work.fill(batch, running, from, to);
      for (int layer = 0; layer < config.layers(); layer++) {
        requireNotCancelled(layer);
        if (from == 0) {
          pass(batch.gate(), layer);
        }
        layers.get(layer).run(observer, batch.listener(layer));
      }
      head.run(batch, running, from, to, work.states);
    }
  }

  private void runLayers(RowFilter filter, @Nullable AttentionMass observer) {
    int count = batch.rows();
    begin(0, count);
    for (int layer = 0; layer < config.layers(); layer++) {
      LayerPass pass = layers.get(layer);
      pass(batch.gate(), layer);
      if (filter.looksAtKv(layer)) {
        runParts(layer, count, pass::storeKv);
        BitSet before = running(count);
        count = keep(before, layer - 1, filter.afterKv(layer, (BitSet) before.clone()));
      }
      if (filter.looksAtAttention(layer)) {
        AttendedListener listener = batch.listener(layer);
        runParts(layer, count, () -> pass.look(listener));
        BitSet before = running(count);
        count = keep(before, layer - 1, filter.afterAttention(layer, (BitSet) before.clone()));
      }
      AttendedListener heard = filter.looksAtAttention(layer) ? null : batch.listener(layer);
      runParts(layer, count, () -> pass.run(observer, heard));
      if (layer < config.layers() - 1) {
        BitSet before = running(count);
        count = keep(before, layer, filter.afterLayer(layer, (BitSet) before.clone(), observer));
      }
    }
    head.run(batch, running, 0, count, work.states);
  }

  /** Does a part of a layer for the first {@code count} running rows. */
  private void runParts(int layer, int count, Runnable part) {
    for (int from = 0; from < count; from += settings.microBatchRows()) {
      requireNotCancelled(layer);
      work.fill(batch, running, from, Math.min(from + settings.microBatchRows(), count));
      part.run();
    }
  }

  private static void pass(@Nullable LayerGate gate, int layer) {
    if (gate != null) {
      gate.beforeLayer(layer);
    }
  }

  private BitSet running(int count) {
    BitSet rows = new BitSet(batch.rows());
    for (int i = 0; i < count; i++) {
      rows.set(running[i]);
    }
    return rows;
  }

  /**
   * Lets the kept among the running rows go on, and returns how many they are.
   *
   * @param done the last layer that the others have run
   */
  private int keep(BitSet before, int done, BitSet kept) {
    int count = before.cardinality();
    int keptCount = 0;
    for (int i = 0; i < count; i++) {
      int row = running[i];
      if (kept.get(row)) {
        running[keptCount++] = row;
      } else if (fresh.get(row)) {
        throw new IllegalArgumentException(
            "row %d has no KV in the layers after %d: its position %d was absent before the pass"
                .formatted(row, done, batch.position(row)));
      }
    }
    if (kept.cardinality() != keptCount) {
      throw new IllegalArgumentException(
          "the filter returned rows that were not running: " + kept + " of " + before);
    }
    return keptCount;
  }

  /** Reads the embeddings of the rows [from, to). */
  private void begin(int from, int to) {
    work.states.begin(from, to);
    embedFrom = from;
    workers.rows(to - from, embed);
  }

  private void embed(int from, int to, int worker) {
    for (int row = embedFrom + from; row < embedFrom + to; row++) {
      kernels
          .matrix()
          .row(weights.tokens(), batch.token(row), work.states.values(), work.states.at(row));
    }
  }

  private void requireNotCancelled(int layer) {
    if (batch.isCancelled()) {
      throw new CancellationException("the pass was cancelled before layer " + layer);
    }
  }

  /** Makes the positions of a broken pass absent: their KV is new in some layers only. */
  private void drop(Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      int position = batch.position(row);
      ((PagedSequence) batch.sequence(row)).drop(position, position + 1);
    }
  }
}
