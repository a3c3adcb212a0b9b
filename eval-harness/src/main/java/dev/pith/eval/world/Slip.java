package dev.pith.eval.world;

/**
 * A slip planted into one walk through a solution.
 *
 * @param step the step it happens at, from 0; a walk that ends before it has none
 * @param seed which of the possible slips it is: the same seed at the same step slips the same way
 */
public record Slip(int step, long seed) {

  /** Refuses a negative step. */
  public Slip {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0: " + step);
    }
  }
}
