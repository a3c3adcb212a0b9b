package dev.pith.eval.world;

import java.util.List;

/**
 * One walk through a solution.
 *
 * @param steps what was done, in order, at least one
 * @param answer what it came to
 */
public record Attempt(List<Step> steps, String answer) {

  /**
   * One step.
   *
   * @param text one sentence or more
   * @param key the part of the text that holds its result, the same in every wording
   * @param right whether neither this step nor an earlier one slipped
   */
  public record Step(String text, String key, boolean right) {}

  /** Copies the steps and refuses a walk without any. */
  public Attempt {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("an attempt needs a step");
    }
  }

  /** Tells whether no step slipped. */
  public boolean clean() {
    return steps.get(steps.size() - 1).right();
  }
}
