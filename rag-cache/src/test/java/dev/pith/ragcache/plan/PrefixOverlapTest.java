package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixOverlapTest {

  private static final FixSettings PAPER = FixSettings.paper();

  @ParameterizedTest(name = "{0} ({1}) -> {2}")
  @CsvSource({
    "A B C, 4 2 2, B A D, .75, 1, 0",
    "A B C, 4 2 2, A B D, .75, 0, .75",
    "A B C D, 1 2 3 4, C E A D, .8, .333333, .533333",
    "A B, 3 1, '', 0, 0, 0",
    "'', '', X Y Z, 1, 0, 1",
    "A B C D E, 5 1 1 2 1, E D C B A, 1, 1, 0",
    "A B C D, 2 2 2 2, X B Y D, .5, 0, .5",
    "A B C D, 0 0 0 0, D C B A, 1, 1, 1",
    // a chunk that stands twice: the second place is lost, then found
    "A B A, 1 1 2, A B, .5, 0, .5",
    "A B A, 1 1 2, A B A, 1, 0, 1"
  })
  void of_paper_isBetaGammaAndTheirProduct(
      String stored, String inter, String prefix, double beta, double gamma, double betaPrime) {
    PrefixOverlap overlap = overlap(stored, inter, prefix, PAPER);

    assertThat(overlap.beta()).isEqualTo(beta, within(1e-6));
    assertThat(overlap.gamma()).isEqualTo(gamma, within(1e-6));
    assertThat(overlap.betaPrime()).isEqualTo(betaPrime, within(1e-6));
  }

  @ParameterizedTest(name = "{0} ({1}) -> {2}")
  @CsvSource({
    "S A B, 9 3 1, S A X, .75",
    "S A B, 9 3 1, T A B, 1",
    "S A B, 9 3 1, S, 0",
    // only the segments that count can change their order
    "S A B, 9 3 1, S B A, 0"
  })
  void of_sinkLeftOut_looksAtTheOthersOnly(
      String stored, String inter, String prefix, double betaPrime) {
    PrefixOverlap overlap = overlap(stored, inter, prefix, PAPER.withExcludeSink(true));

    assertThat(overlap.betaPrime()).isEqualTo(betaPrime, within(1e-9));
  }

  @ParameterizedTest(name = "{0} ({1}) -> {2}")
  @CsvSource({
    "A, 2, A, false, 1",
    "A, 2, A X, false, .5",
    "A, 2, A X Y, false, .333333333",
    "A B, 3 1, A X, false, .5",
    "A B, 0 0, A X, false, 1",
    // behind a sink, X is new; as the sink it is not
    "S A, 9 2, S A X, true, .5",
    "S A, 9 2, X A, true, 1"
  })
  void of_novelty_countsWhatTheChunkHasNeverSeen(
      String stored, String inter, String prefix, boolean excludeSink, double beta) {
    FixSettings settings = PAPER.withNovelty(true).withExcludeSink(excludeSink);

    assertThat(overlap(stored, inter, prefix, settings).beta()).isEqualTo(beta, within(1e-9));
  }

  @Test
  void of_noveltyOfALongSegment_countsByItsTokens() {
    ContextProfile stored = Profiles.of("A", 2); // half a unit per token

    PrefixOverlap overlap =
        PrefixOverlap.of(stored, Profiles.keys("A X"), new int[] {4, 12}, PAPER.withNovelty(true));

    assertThat(overlap.beta()).isEqualTo(2 / (2 + 6.0));
  }

  @Test
  void of_severalLayers_addsThemUp() {
    ContextProfile stored =
        Profiles.of(
            Profiles.keys("A B"),
            Profiles.lengths("A B"),
            8,
            new double[][] {{1, 0}, {2, 1}},
            1,
            1);

    PrefixOverlap overlap =
        PrefixOverlap.of(stored, Profiles.keys("A"), Profiles.lengths("A"), PAPER);

    assertThat(overlap.beta()).isEqualTo(.75);
  }

  @Test
  void of_sameOrder_isNoDisorder_reversed_isFull() {
    for (int size = 2; size <= 20; size++) {
      List<ChunkKey> prefix = distinct(size);
      List<ChunkKey> reversed = new ArrayList<>(prefix);
      Collections.reverse(reversed);
      ContextProfile stored = Profiles.random(new Random(size), prefix, lengths(prefix));

      assertThat(PrefixOverlap.of(stored, prefix, lengths(prefix), PAPER).betaPrime()).isOne();
      assertThat(PrefixOverlap.of(stored, prefix, lengths(prefix), PAPER).gamma()).isZero();
      assertThat(PrefixOverlap.of(stored, reversed, lengths(reversed), PAPER).gamma()).isOne();
    }
  }

  @Test
  void of_oneCommonSegmentLess_neverRaisesBeta() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      List<ChunkKey> all = distinct(8);
      List<ChunkKey> old = some(random, all);
      List<ChunkKey> now = some(random, all);
      ContextProfile stored = Profiles.random(random, old, lengths(old));
      FixSettings settings = PAPER.withNovelty(random.nextBoolean());
      double before = PrefixOverlap.of(stored, now, lengths(now), settings).beta();

      for (ChunkKey common : old) {
        List<ChunkKey> rest = new ArrayList<>(now);
        if (rest.remove(common)) {
          double after = PrefixOverlap.of(stored, rest, lengths(rest), settings).beta();

          assertThat(after).as("seed %s", seed).isLessThanOrEqualTo(before);
        }
      }
    }
  }

  @Test
  void of_anything_isAShare() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      List<ChunkKey> old = some(random, distinct(8));
      List<ChunkKey> now = some(random, distinct(8));
      FixSettings settings =
          PAPER.withNovelty(random.nextBoolean()).withExcludeSink(random.nextBoolean());

      PrefixOverlap overlap =
          PrefixOverlap.of(Profiles.random(random, old, lengths(old)), now, lengths(now), settings);

      assertThat(overlap.beta()).as("seed %s", seed).isBetween(0.0, 1.0);
      assertThat(overlap.gamma()).as("seed %s", seed).isBetween(0.0, 1.0);
      assertThat(overlap.betaPrime()).as("seed %s", seed).isBetween(0.0, 1.0);
    }
  }

  private static PrefixOverlap overlap(
      String stored, String inter, String prefix, FixSettings settings) {
    double[] masses =
        inter.isEmpty()
            ? new double[0]
            : List.of(inter.split(" ")).stream().mapToDouble(Double::parseDouble).toArray();
    return PrefixOverlap.of(
        Profiles.of(stored, masses), Profiles.keys(prefix), Profiles.lengths(prefix), settings);
  }

  private static List<ChunkKey> distinct(int size) {
    return IntStream.range(0, size).mapToObj(index -> Profiles.key("chunk" + index)).toList();
  }

  private static List<ChunkKey> some(Random random, List<ChunkKey> all) {
    List<ChunkKey> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, random.nextInt(all.size() + 1));
  }

  /** Returns lengths that depend on the chunk and not on its place. */
  private static int[] lengths(List<ChunkKey> prefix) {
    return prefix.stream().mapToInt(key -> 1 + Math.floorMod(key.hashCode(), 5)).toArray();
  }
}
