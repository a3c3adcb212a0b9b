package dev.pith.ragcache.engine;

/**
 * What the layers of a pass work on, one after another: a micro-batch, its hidden states, and
 * memory that grows to the largest micro-batch and is kept.
 */
final class Workspace {

  private final ModelConfig config;

  /** The rows that run. */
  final MicroBatch rows = new MicroBatch();

  /** The states of all rows of the batch that are under way. */
  final HiddenStates states;

  /** Normed states, row by row. */
  float[] normed = new float[0];

  /** Queries, keys and values of each row; {@link #projectedWidth} numbers a row. */
  float[] projected = new float[0];

  /** What each query head has attended to; {@code heads * headDim} numbers a row. */
  float[] attended = new float[0];

  float[] gate = new float[0];
  float[] up = new float[0];

  /** What is added to the states. */
  float[] change = new float[0];

  Workspace(ModelConfig config) {
    this.config = config;
    this.states = new HiddenStates(config.embedding());
  }

  int projectedWidth() {
    return config.queryWidth() + 2 * config.kvWidth();
  }

  /** Takes the rows {@code running[from]} to {@code running[to - 1]} of a batch. */
  void fill(Batch batch, int[] running, int from, int to) {
    rows.fill(batch, running, from, to);
    int size = to - from;
    normed = grown(normed, size, config.embedding());
    projected = grown(projected, size, projectedWidth());
    attended = grown(attended, size, config.queryWidth());
    gate = grown(gate, size, config.feedForward());
    up = grown(up, size, config.feedForward());
    change = grown(change, size, config.embedding());
  }

  private static float[] grown(float[] array, int rows, int width) {
    int length = Math.multiplyExact(rows, width);
    return array.length < length ? new float[length] : array;
  }
}
