package dev.pith.eval.world;

import java.util.random.RandomGenerator;

/** A generator of problems of one family. Implementations are thread-safe. */
interface World {

  /**
   * Draws a problem, of any split unless the world knows how to draw one of the wanted split.
   *
   * @param difficulty 1 to {@link Problem#MAX_DIFFICULTY}
   * @param wanted the split that the caller wants
   * @param random source of every choice
   */
  Problem draw(int difficulty, Split wanted, RandomGenerator random);
}
