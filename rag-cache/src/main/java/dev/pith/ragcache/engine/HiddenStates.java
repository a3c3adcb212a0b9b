package dev.pith.ragcache.engine;

/** The states that rows of a batch have between layers: a run of rows from some row on. */
final class HiddenStates {

  private final int embedding;
  private float[] values = new float[0];
  private int firstRow;

  HiddenStates(int embedding) {
    this.embedding = embedding;
  }

  /** Makes room for the rows [from, to) of a batch; what was held is lost. */
  void begin(int from, int to) {
    firstRow = from;
    if (values.length < (long) (to - from) * embedding) {
      values = new float[Math.multiplyExact(to - from, embedding)];
    }
  }

  /** Returns the array that holds the states. */
  float[] values() {
    return values;
  }

  /** Returns where the state of a row of the batch begins. */
  int at(int row) {
    return (row - firstRow) * embedding;
  }
}
