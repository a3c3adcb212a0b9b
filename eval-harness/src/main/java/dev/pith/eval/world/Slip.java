package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A slip planted into one walk through a solution.
 *
 * <p>Most slips are misreadings of which every step has one: a model can put all their chance on
 * one token. Slips that are spread over many results are too unlikely each to be sampled.
 *
 * @param step the step it happens at, from 0; a walk that ends before it has none
 * @param seed which of the possible slips it is: the same seed at the same step slips the same way
 */
public record Slip(int step, long seed) {
  private static final double MISREAD_SHARE = 0.8;

  /** Refuses a negative step. */
  public Slip {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0: " + step);
    }
  }

  /** Returns what can go wrong at a step, what is tried first before what is tried after it. */
  static <T> List<T> inOrder(List<T> misread, T miscalculated, RandomGenerator random) {
    List<T> order = new ArrayList<>(misread);
    order.add(Draw.chance(MISREAD_SHARE, random) ? order.size() : 0, miscalculated);
    return order;
  }
}
