package dev.pith.eval.search;

import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.Selection;
import dev.pith.verifier.search.SelectionPolicy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Decides which nodes of a recorded level are kept. */
@FunctionalInterface
interface TreePolicy {
  /** How many nodes of a level the recorded searches kept. */
  int RECORDED_WIDTH = 5;

  /**
   * Decides.
   *
   * @param texts of the candidates
   * @param selected the texts that the recorded search kept
   */
  boolean[] keep(SearchLevel level, List<String> texts, Set<String> selected);

  /** Returns all of them, by the names that they have in reports. */
  static Map<String, TreePolicy> all(long seed) {
    EtsSettings ets = EtsSettings.published(16);
    Map<String, TreePolicy> policies = new LinkedHashMap<>();
    policies.put("keep-all", (level, texts, selected) -> filled(texts.size()));
    policies.put("recorded", TreePolicy::recorded);
    policies.put("best-5", (level, texts, selected) -> best(level, RECORDED_WIDTH, false));
    policies.put("merged-5", (level, texts, selected) -> best(level, RECORDED_WIDTH, true));
    policies.put("rebase-16", of(SelectionPolicy.rebase(ets.temperature()), 16));
    policies.put("ets-16", of(SelectionPolicy.ets(ets), 16));
    policies.put("ets-b4-16", of(SelectionPolicy.ets(ets.withWeights(4, ets.lambdaD())), 16));
    policies.put("ets-kv-16", of(SelectionPolicy.ets(ets.withWeights(ets.lambdaB(), 0)), 16));
    TreePolicy counted = of(SelectionPolicy.ets(ets), 16);
    Random random = new Random(seed);
    policies.put(
        "random-ets",
        (level, texts, selected) ->
            drawn(count(counted.keep(level, texts, selected)), texts.size(), random));
    policies.put(
        "best-ets",
        (level, texts, selected) ->
            best(level, count(counted.keep(level, texts, selected)), false));
    return policies;
  }

  private static TreePolicy of(SelectionPolicy policy, int width) {
    return (level, texts, selected) -> {
      List<Selection.Share> shares = policy.select(level, width).shares();
      boolean[] keep = new boolean[shares.size()];
      for (int i = 0; i < keep.length; i++) {
        keep[i] = shares.get(i).kept();
      }
      return keep;
    };
  }

  private static boolean[] recorded(SearchLevel level, List<String> texts, Set<String> selected) {
    boolean[] keep = new boolean[texts.size()];
    Set<String> left = new HashSet<>(selected);
    for (int i = 0; i < keep.length; i++) {
      keep[i] = left.remove(texts.get(i));
    }
    return keep;
  }

  /** Keeps those with the best scores, of each state only the first one when they are merged. */
  private static boolean[] best(SearchLevel level, int count, boolean merged) {
    double[] scores = level.scores();
    Set<Integer> states = new HashSet<>();
    boolean[] keep = new boolean[scores.length];
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .filter(i -> !merged || states.add(level.candidates().get(i).cluster()))
        .limit(count)
        .forEach(i -> keep[i] = true);
    return keep;
  }

  private static boolean[] drawn(int count, int of, Random random) {
    boolean[] keep = new boolean[of];
    int left = count;
    for (int i = 0; i < of; i++) {
      keep[i] = random.nextInt(of - i) < left;
      left -= keep[i] ? 1 : 0;
    }
    return keep;
  }

  private static int count(boolean[] keep) {
    return (int) IntStream.range(0, keep.length).filter(i -> keep[i]).count();
  }

  private static boolean[] filled(int length) {
    boolean[] all = new boolean[length];
    Arrays.fill(all, true);
    return all;
  }
}
