package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random choices from lists. */
final class Draw {
  private Draw() {}

  static <T> T one(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }

  /** Returns different elements in random order. */
  static <T> List<T> some(List<T> from, int count, RandomGenerator random) {
    List<T> left = new ArrayList<>(from);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(left.size() - i);
      T chosen = left.get(other);
      left.set(other, left.get(i));
      left.set(i, chosen);
    }
    return List.copyOf(left.subList(0, count));
  }

  static <T> List<T> shuffled(List<T> from, RandomGenerator random) {
    return some(from, from.size(), random);
  }

  /** Returns an integer in [low, high]. */
  static int between(int low, int high, RandomGenerator random) {
    return random.nextInt(low, high + 1);
  }

  static boolean chance(double share, RandomGenerator random) {
    return random.nextDouble() < share;
  }
}
