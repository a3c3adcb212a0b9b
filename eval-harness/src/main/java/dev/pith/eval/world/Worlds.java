package dev.pith.eval.world;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws problems of any family, difficulty and split. Thread-safe. */
public final class Worlds {

  /** Nine draws of ten miss a small split: so many in a row mean that it is empty. */
  private static final int MAX_DRAWS = 1_000;

  private static final Map<Family, World> WORLDS =
      new EnumMap<>(
          Map.of(
              Family.QUANTITY, new QuantityWorld(),
              Family.ORDERING, new OrderingWorld(),
              Family.PROGRAM, new ProgramWorld(),
              Family.CHUNKS, new ChunkWorld()));

  private Worlds() {}

  /**
   * Draws a problem. The same state of the random generator gives the same problem.
   *
   * @param family kind of problem
   * @param difficulty 1 to {@link Problem#MAX_DIFFICULTY}
   * @param split the set it must belong to
   * @param random source of every choice
   */
  public static Problem draw(Family family, int difficulty, Split split, RandomGenerator random) {
    Problem.requireDifficulty(difficulty);
    World world = WORLDS.get(family);
    if (world == null) {
      throw new IllegalArgumentException("no world of family " + family);
    }
    for (int i = 0; i < MAX_DRAWS; i++) {
      Problem problem = world.draw(difficulty, split, random);
      if (problem.split() == split) {
        return problem;
      }
    }
    throw new IllegalStateException(
        family + " has no problem of difficulty " + difficulty + " in " + split);
  }
}
