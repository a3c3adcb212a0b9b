package dev.pith.ragcache.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the orderings with all permutations of small requests. */
class OrderOracleTest {
  private static final int INSTANCES = 3_000;
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_129);

  @Test
  void optimal_againstAllPermutations_isEqual() {
    Random random = new Random(SEED);
    int reordered = 0;
    int greedyShort = 0;
    for (int i = 0; i < INSTANCES; i++) {
      Instance instance = new Instance(random);
      ChunkOrder<Integer> best =
          ChunkOrdering.optimal(instance.settings).order(instance.trie, instance.retrieved);
      ChunkOrder<Integer> greedy =
          ChunkOrdering.greedy(instance.settings).order(instance.trie, instance.retrieved);
      ChunkOrder<Integer> control =
          ChunkOrdering.retrieval(instance.settings).order(instance.trie, instance.retrieved);

      String which = "instance " + i + " of seed " + SEED + ": " + instance;
      Known oracle = instance.bestPermutation();
      assertThat(best.worth()).as(which).isEqualTo(oracle.worth());
      assertThat(best.swaps()).as(which).isEqualTo(oracle.swaps());
      assertThat(best.proven()).as(which).isTrue();
      for (ChunkOrder<Integer> each : List.of(best, greedy, control)) {
        Known true_ = instance.known(each.chunks());
        assertThat(each.cachedTokens()).as(which).isEqualTo(true_.cached());
        assertThat(each.swaps()).as(which).isEqualTo(true_.swaps());
        assertThat(each.worth())
            .as(which)
            .isEqualTo(true_.worth())
            .isLessThanOrEqualTo(best.worth());
        assertThat(each.distance())
            .as(which)
            .isLessThanOrEqualTo(instance.settings.maxDistance() + 1e-9);
        assertThat(each.chunks()).as(which).containsExactlyInAnyOrderElementsOf(instance.retrieved);
        for (int place = 0; place < each.ranks().size(); place++) {
          assertThat(instance.retrieved.get(each.ranks().get(place)))
              .as(which)
              .isEqualTo(each.chunks().get(place));
        }
      }
      assertThat(control.chunks()).as(which).isEqualTo(instance.retrieved);
      reordered += best.isRetrievalOrder() ? 0 : 1;
      greedyShort += greedy.worth() < best.worth() ? 1 : 0;
    }
    assertThat(reordered).as("instances in which an order matters").isGreaterThan(INSTANCES / 10);
    assertThat(greedyShort).as("instances that greedy misses").isGreaterThan(INSTANCES / 20);
  }

  private record Known(long cached, long swaps, double worth) {}

  /** A request and what was served before it, kept as plain lists beside the trie. */
  private static final class Instance {
    private final List<SizedChunk<Integer>> retrieved;
    private final List<List<SizedChunk<Integer>>> sequences = new ArrayList<>();
    private final ServedTrie<Integer> trie;
    private final OrderSettings settings;

    Instance(Random random) {
      List<SizedChunk<Integer>> corpus = new ArrayList<>();
      for (int key = 0; key < 9; key++) {
        corpus.add(new SizedChunk<>(key, 1 + random.nextInt(600)));
      }
      retrieved = draw(corpus, 1 + random.nextInt(6), random);
      settings =
          new OrderSettings(
              random.nextInt(3) * 60.0,
              random.nextBoolean() ? 1 : random.nextDouble(),
              random.nextBoolean() ? 1 : 16,
              random.nextInt(4) == 0 ? 1_024 : 0);
      trie =
          new ServedTrie<>(random.nextInt(3) * 333L, Duration.ofDays(1), 1_000, new ManualNanos());
      for (int i = random.nextInt(30); i > 0; i--) {
        List<SizedChunk<Integer>> sequence =
            draw(random.nextInt(3) > 0 ? retrieved : corpus, 1 + random.nextInt(6), random);
        sequences.add(sequence);
        trie.serve(sequence);
      }
    }

    private static List<SizedChunk<Integer>> draw(
        List<SizedChunk<Integer>> from, int count, Random random) {
      List<SizedChunk<Integer>> all = new ArrayList<>(from);
      Collections.shuffle(all, random);
      return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    Known known(List<SizedChunk<Integer>> order) {
      int shared = 0;
      for (List<SizedChunk<Integer>> sequence : sequences) {
        int same = 0;
        while (same < Math.min(sequence.size(), order.size())
            && sequence.get(same).equals(order.get(same))) {
          same++;
        }
        shared = Math.max(shared, same);
      }
      long tokens = trie.headTokens();
      for (SizedChunk<Integer> chunk : order.subList(0, shared)) {
        tokens += chunk.tokens();
      }
      long cached = tokens / settings.blockTokens() * settings.blockTokens();
      if (cached < settings.minimumTokens()) {
        cached = 0;
      }
      long swaps = 0;
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          if (retrieved.indexOf(order.get(i)) > retrieved.indexOf(order.get(j))) {
            swaps++;
          }
        }
      }
      return new Known(cached, swaps, cached - settings.swapTokens() * swaps);
    }

    Known bestPermutation() {
      Known best = known(retrieved);
      double limit = settings.maxDistance() * retrieved.size() * (retrieved.size() - 1) / 2 + 1e-9;
      for (List<SizedChunk<Integer>> order : permutations(retrieved)) {
        Known each = known(order);
        if (each.swaps() <= limit
            && (each.worth() > best.worth()
                || (each.worth() == best.worth() && each.swaps() < best.swaps()))) {
          best = each;
        }
      }
      return best;
    }

    private static List<List<SizedChunk<Integer>>> permutations(List<SizedChunk<Integer>> of) {
      if (of.isEmpty()) {
        return List.of(List.of());
      }
      List<List<SizedChunk<Integer>>> all = new ArrayList<>();
      for (SizedChunk<Integer> first : of) {
        List<SizedChunk<Integer>> rest = new ArrayList<>(of);
        rest.remove(first);
        for (List<SizedChunk<Integer>> tail : permutations(rest)) {
          List<SizedChunk<Integer>> order = new ArrayList<>();
          order.add(first);
          order.addAll(tail);
          all.add(order);
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return settings + ", " + retrieved + " after " + sequences;
    }
  }
}
