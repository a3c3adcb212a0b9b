package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.MatrixScratch;
import dev.pith.ragcache.engine.math.WeightMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rows of a workspace through one layer: x += Wo attention(norm(x)), then x +=
 * down(silu(g) * u) with g and u the gate and up products of norm(x).
 */
final class LayerPass {

  private final int layer;
  private final LayerWeights weights;
  private final ModelConfig config;
  private final Kernels kernels;
  private final RotaryEmbedding rotary;
  private final Workers workers;
  private final Attention attention;
  private final Workspace work;

  private final Workers.Part normBeforeAttention;
  private final Workers.Part project = this::project;
  private final Workers.Part rotateAndStore = this::rotateAndStore;
  private final Workers.Part addAttended;
  private final Workers.Part normBeforeFeedForward;
  private final Workers.Part gateAndUp = this::gateAndUp;
  private final Workers.Part addDown;

  LayerPass(
      int layer,
      LayerWeights weights,
      ModelConfig config,
      Kernels kernels,
      RotaryEmbedding rotary,
      Workers workers,
      Attention attention,
      Workspace work) {
    this.layer = layer;
    this.weights = weights;
    this.config = config;
    this.kernels = kernels;
    this.rotary = rotary;
    this.workers = workers;
    this.attention = attention;
    this.work = work;
    this.normBeforeAttention = (from, to, worker) -> norm(weights.attentionNorm(), from, to);
    this.addAttended =
        (from, to, worker) ->
            addProduct(weights.attentionOutput(), work.attended, from, to, worker);
    this.normBeforeFeedForward = (from, to, worker) -> norm(weights.feedForwardNorm(), from, to);
    this.addDown = (from, to, worker) -> addProduct(weights.down(), work.gate, from, to, worker);
  }

  /**
   * Runs the layer. The KV of all rows is written before attention reads any.
   *
   * @param observer sums up where the rows attend; null for none
   * @param listener hears what they gather; null for none
   */
  void run(@Nullable AttentionMass observer, @Nullable AttendedListener listener) {
    int rows = work.rows.size();
    storeKv();
    attention.run(layer, observer);
    tell(listener);
    workers.weightRows(config.embedding(), addAttended);
    workers.rows(rows, normBeforeFeedForward);
    workers.weightRows(config.feedForward(), gateAndUp);
    workers.weightRows(config.embedding(), addDown);
  }

  /** Writes the KV of all rows, and leaves their states as they are. */
  void storeKv() {
    int rows = work.rows.size();
    workers.rows(rows, normBeforeAttention);
    workers.weightRows(work.projectedWidth(), project);
    workers.rows(rows, rotateAndStore);
  }

  /** Computes what the rows attend to, and leaves their states as they are. */
  void look(@Nullable AttendedListener listener) {
    storeKv();
    attention.run(layer, null);
    tell(listener);
  }

  private void tell(@Nullable AttendedListener listener) {
    if (listener != null) {
      for (int i = 0; i < work.rows.size(); i++) {
        listener.onAttended(work.rows.rowInBatch(i), work.attended, i * config.queryWidth());
      }
    }
  }

  private void norm(float[] weight, int from, int to) {
    int length = config.embedding();
    for (int i = from; i < to; i++) {
      int at = work.states.at(work.rows.rowInBatch(i));
      kernels
          .row()
          .rmsNorm(
              work.states.values(),
              at,
              weight,
              length,
              config.rmsEpsilon(),
              work.normed,
              i * length);
    }
  }

  /** Computes the queries, keys and values [from, to) of all rows, as numbers of a row. */
  private void project(int from, int to, int worker) {
    int start = 0;
    for (int i = 0; i < weights.projection().parts().size(); i++) {
      WeightMatrix part = weights.projection().parts().get(i);
      int first = Math.max(from, start);
      int end = Math.min(to, start + part.rows());
      if (first < end) {
        multiply(
            part,
            first - start,
            end - start,
            work.normed,
            work.projected,
            start,
            work.projectedWidth(),
            workers.scratch(worker));
        addBias(weights.projection().biases().get(i), start, first, end);
      }
      start += part.rows();
    }
  }

  private void addBias(float @Nullable [] bias, int start, int from, int to) {
    if (bias == null) {
      return;
    }
    for (int i = 0; i < work.rows.size(); i++) {
      int row = i * work.projectedWidth();
      for (int j = from; j < to; j++) {
        work.projected[row + j] += bias[j - start];
      }
    }
  }

  private void rotateAndStore(int from, int to, int worker) {
    int keys = config.queryWidth();
    int values = keys + config.kvWidth();
    for (int i = from; i < to; i++) {
      int row = i * work.projectedWidth();
      int position = work.rows.position(i);
      normHeads(weights.queryNorm(), row, config.heads());
      normHeads(weights.keyNorm(), row + keys, config.kvHeads());
      rotary.rotate(work.projected, row, config.heads(), position);
      work.rows
          .sequence(i)
          .write(layer, position, work.projected, row + keys, work.projected, row + values);
    }
  }

  private void normHeads(float @Nullable [] weight, int offset, int heads) {
    if (weight == null) {
      return;
    }
    int length = config.headDim();
    for (int head = 0; head < heads; head++) {
      int at = offset + head * length;
      kernels
          .row()
          .rmsNorm(work.projected, at, weight, length, config.rmsEpsilon(), work.projected, at);
    }
  }

  private void gateAndUp(int from, int to, int worker) {
    int width = config.feedForward();
    MatrixScratch scratch = workers.scratch(worker);
    multiply(weights.gate(), from, to, work.normed, work.gate, 0, width, scratch);
    multiply(weights.up(), from, to, work.normed, work.up, 0, width, scratch);
    for (int i = 0; i < work.rows.size(); i++) {
      int at = i * width + from;
      kernels.row().swiGlu(work.gate, at, work.up, at, to - from);
    }
  }

  /** Adds the numbers [from, to) of a product to the states. */
  private void addProduct(WeightMatrix matrix, float[] input, int from, int to, int worker) {
    int width = config.embedding();
    multiply(matrix, from, to, input, work.change, 0, width, workers.scratch(worker));
    for (int i = 0; i < work.rows.size(); i++) {
      int at = work.states.at(work.rows.rowInBatch(i)) + from;
      kernels.row().add(work.states.values(), at, work.change, i * width + from, to - from);
    }
  }

  private void multiply(
      WeightMatrix matrix,
      int from,
      int to,
      float[] input,
      float[] output,
      int outputOffset,
      int outputStride,
      MatrixScratch scratch) {
    kernels
        .matrix()
        .multiply(
            matrix,
            from,
            to,
            input,
            0,
            matrix.columns(),
            work.rows.size(),
            output,
            outputOffset,
            outputStride,
            scratch);
  }
}
