package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolMergerTest {

  private static final int SYMBOLS = 12;

  @ParameterizedTest(name = "{0} ranks")
  @ValueSource(ints = {1, 3, 1000})
  void merge_randomTables_asOneByOne(int ranks) {
    for (long seed = 0; seed < 300; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      MergeTable table = table(random, ranks);
      List<Integer> symbols =
          new ArrayList<>(random.ints(random.nextInt(40), -1, 4).boxed().toList());

      List<Integer> merged = merge(new SymbolMerger(table), symbols);

      assertThat(merged).as("seed %s", seed).isEqualTo(oneByOne(table, symbols));
    }
  }

  @Test
  void merge_sameMergerAgain_nothingLeftOver() {
    MergeTable table = new MergeTable();
    table.add(1, 2, 0, 3);
    SymbolMerger merger = new SymbolMerger(table);

    List<Integer> first = merge(merger, List.of(1, 2, 1, 1, 2));
    List<Integer> none = merge(merger, List.of());
    List<Integer> second = merge(merger, List.of(2, 1));

    assertThat(first).containsExactly(3, 1, 3);
    assertThat(none).isEmpty();
    assertThat(second).containsExactly(2, 1);
  }

  @Test
  void merge_runOfAMillion_joinedInPairs() {
    MergeTable table = new MergeTable();
    for (int i = 0; i < 20; i++) {
      table.add(i, i, i, i + 1);
    }
    SymbolMerger merger = new SymbolMerger(table);
    for (int i = 0; i < 1 << 20; i++) {
      merger.add(0);
    }
    List<Integer> merged = new ArrayList<>();

    merger.merge(merged::add);

    assertThat(merged).containsExactly(20);
  }

  @Test
  void add_pairAgain_firstStays() {
    MergeTable table = new MergeTable();

    table.add(1, 2, 5, 3);
    table.add(1, 2, 0, 4);

    assertThat(table.rank(1, 2)).isEqualTo(5);
    assertThat(table.join(1, 2)).isEqualTo(3);
    assertThat(table.rank(2, 1)).isEqualTo(MergeTable.NEVER);
  }

  private static MergeTable table(RandomGenerator random, int ranks) {
    MergeTable table = new MergeTable();
    for (int pair = 0; pair < 30; pair++) {
      table.add(
          random.nextInt(SYMBOLS),
          random.nextInt(SYMBOLS),
          random.nextInt(ranks),
          random.nextInt(SYMBOLS));
    }
    return table;
  }

  private static List<Integer> merge(SymbolMerger merger, List<Integer> symbols) {
    List<Integer> merged = new ArrayList<>();
    symbols.forEach(merger::add);
    merger.merge(merged::add);
    return merged;
  }

  private static List<Integer> oneByOne(MergeTable table, List<Integer> symbols) {
    List<Integer> left = new ArrayList<>(symbols);
    while (true) {
      int best = -1;
      int bestRank = MergeTable.NEVER;
      for (int i = 0; i + 1 < left.size(); i++) {
        int rank = table.rank(left.get(i), left.get(i + 1));
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return left;
      }
      left.set(best, table.join(left.get(best), left.get(best + 1)));
      left.remove(best + 1);
    }
  }
}
