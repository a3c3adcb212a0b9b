package dev.pith.eval.live;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws different problems of a split, as many of each family and difficulty. */
public final class LiveProblems {

  /** All of them, the easiest first. */
  public static final List<Integer> DIFFICULTIES =
      IntStream.rangeClosed(1, Problem.MAX_DIFFICULTY).boxed().toList();

  /** So many repeated problems in a row mean that there are no further ones. */
  private static final int MAX_REPEATS = 200;

  private LiveProblems() {}

  /** Draws problems of the test split; see the other method. */
  public static List<Problem> draw(
      List<Family> families, List<Integer> difficulties, int count, long seed) {
    return draw(Split.TEST, families, difficulties, count, seed);
  }

  /**
   * Draws problems in turns: family by family, then the next difficulty. A family that has no
   * further problem of a difficulty gives fewer.
   *
   * @param count how many in all
   */
  public static List<Problem> draw(
      Split split, List<Family> families, List<Integer> difficulties, int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Set<String> seen = new HashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Family family = families.get(i % families.size());
      int difficulty = difficulties.get(i / families.size() % difficulties.size());
      for (int attempt = 0; attempt < MAX_REPEATS; attempt++) {
        Problem problem = Worlds.draw(family, difficulty, split, random);
        if (seen.add(problem.canonical())) {
          problems.add(problem);
          break;
        }
      }
    }
    return problems;
  }
}
