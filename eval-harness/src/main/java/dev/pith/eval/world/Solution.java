package dev.pith.eval.world;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How one problem is solved: a plan, and steps that can go wrong. Immutable and thread-safe. */
public interface Solution {

  /** How much a walk says. */
  enum Wording {
    /** Whole sentences that repeat the facts. */
    FULL,
    /** Little more than results. */
    BRIEF
  }

  /** Returns the plan in one or two sentences: what is needed, in which order. */
  String plan();

  /** Returns the part of the plan that must be right, as it stands in {@link #plan}. */
  String planKey();

  /** Returns how many steps a walk without a slip has, at least 1. */
  int steps();

  /**
   * Walks through the solution.
   *
   * @param slip what goes wrong, or null; everything after it follows from it. Where a step has no
   *     way to go wrong nothing does.
   * @param wording how much it says
   */
  Attempt walk(@Nullable Slip slip, Wording wording);

  /** Returns a sentence without its full stop that states an answer of what is asked for. */
  String stated(String answer);

  /** Returns two sentences that start on something useless and drop it again. */
  String deadEnd(RandomGenerator random);

  /** Returns the facts that a walk may need, in an order in which they can be read out. */
  List<Lookup> lookups(RandomGenerator random);
}
