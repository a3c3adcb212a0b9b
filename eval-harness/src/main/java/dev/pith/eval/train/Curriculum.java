package dev.pith.eval.train;

import java.util.List;

/**
 * What the examples are like, from the first to the last: single attempts come before whole traces,
 * short chains before long ones.
 *
 * @param stages in order; their shares sum to 1
 */
record Curriculum(List<Stage> stages) {

  /**
   * A run of examples.
   *
   * @param name names it in files and logs
   * @param share its share of all examples
   * @param maxDifficulty the highest difficulty in it
   * @param lessons whether its traces are single attempts without a slip
   */
  record Stage(String name, double share, int maxDifficulty, boolean lessons) {}

  private static final Curriculum DEFAULTS =
      new Curriculum(
          List.of(
              new Stage("first", 0.08, 1, true),
              new Stage("easy", 0.15, 3, true),
              new Stage("wide", 0.15, 6, true),
              new Stage("all", 0.62, 6, false)));

  Curriculum {
    stages = List.copyOf(stages);
    double sum = stages.stream().mapToDouble(Stage::share).sum();
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException("the shares must sum to 1: " + stages);
    }
  }

  static Curriculum defaults() {
    return DEFAULTS;
  }

  /** Returns the first example of a stage among so many; the one after the last for its end. */
  long firstRow(int stage, long rows) {
    double before = stages.subList(0, stage).stream().mapToDouble(Stage::share).sum();
    return Math.round(before * rows);
  }

  /** Returns the stage of an example. */
  Stage stage(long row, long rows) {
    for (int i = stages.size() - 1; i > 0; i--) {
      if (row >= firstRow(i, rows)) {
        return stages.get(i);
      }
    }
    return stages.get(0);
  }
}
