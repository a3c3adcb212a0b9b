package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.WeightMatrix;

/** Answers the rows that ask: final norm, logits, log-probabilities. Keeps its memory. */
final class OutputHead {

  /** Rows share the reading of the weights; more of them than this win little. */
  private static final int MOST_ROWS = 64;

  /** The logits of rows that run together take at most this, unless there is one only. */
  private static final int MOST_LOGITS = 1 << 21;

  private final ModelConfig config;
  private final ModelWeights weights;
  private final Kernels kernels;
  private final Workers workers;
  private final Workers.Part multiply = this::multiply;
  private final Workers.Part answer = this::answer;
  private final int[] asking;
  private final float[] normed;
  private float[] logits = new float[0];
  private int count;

  /** The batch of the call that runs. */
  private Batch batch = new Batch(1);

  OutputHead(ModelConfig config, ModelWeights weights, Kernels kernels, Workers workers) {
    this.config = config;
    this.weights = weights;
    this.kernels = kernels;
    this.workers = workers;
    int rows = Math.max(1, Math.min(MOST_ROWS, MOST_LOGITS / config.vocabulary()));
    this.asking = new int[rows];
    this.normed = new float[rows * config.embedding()];
  }

  /** Answers those of the rows {@code running[from]} to {@code running[to - 1]} that ask. */
  void run(Batch batch, int[] running, int from, int to, HiddenStates states) {
    this.batch = batch;
    count = 0;
    for (int i = from; i < to; i++) {
      if (batch.asks(running[i])) {
        asking[count++] = running[i];
      }
      if (count == asking.length || i == to - 1) {
        answerAsking(states);
      }
    }
  }

  private void answerAsking(HiddenStates states) {
    if (count == 0) {
      return;
    }
    int width = config.embedding();
    for (int i = 0; i < count; i++) {
      int at = states.at(asking[i]);
      kernels
          .row()
          .rmsNorm(
              states.values(),
              at,
              weights.outputNorm(),
              width,
              config.rmsEpsilon(),
              normed,
              i * width);
    }
    int length = count * config.vocabulary();
    logits = logits.length < length ? new float[length] : logits;
    workers.weightRows(config.vocabulary(), multiply);
    workers.each(count, answer);
    count = 0;
  }

  private void multiply(int from, int to, int worker) {
    WeightMatrix output = weights.output();
    kernels
        .matrix()
        .multiply(
            output,
            from,
            to,
            normed,
            0,
            config.embedding(),
            count,
            logits,
            0,
            config.vocabulary(),
            workers.scratch(worker));
  }

  private void answer(int from, int to, int worker) {
    int length = config.vocabulary();
    for (int i = from; i < to; i++) {
      int row = asking[i];
      if (batch.asksLogits(row)) {
        System.arraycopy(logits, i * length, batch.logitsOf(row), 0, length);
      } else {
        double total = kernels.row().logSumExp(logits, i * length, length);
        batch.answer(row, logits[i * length + batch.askedToken(row)] - total);
      }
    }
  }
}
