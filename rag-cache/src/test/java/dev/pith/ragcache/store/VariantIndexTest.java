package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.plan.UseScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariantIndexTest {

  private final VariantIndex index = new VariantIndex(3);

  private List<VariantKey> add(int chunk, int prefix, Tier tier) {
    return add(chunk, prefix, tier, UseScore.UNUSED);
  }

  private List<VariantKey> add(int chunk, int prefix, Tier tier, UseScore earlier) {
    return index.add(variantKey(chunk, prefix), variant(chunk, prefix).profile(), tier, earlier);
  }

  private List<VariantKey> keys(int chunk) {
    return index.variants(key(chunk)).stream().map(KnownVariant::key).toList();
  }

  private double score(VariantKey key) {
    KnownVariant known = index.find(key);
    assertThat(known).isNotNull();
    return known.useScore();
  }

  @Test
  void add_oneTooMany_theLeastWorthLeaves() {
    add(1, 11, Tier.MEMORY);
    add(1, 12, Tier.MEMORY);
    add(1, 13, Tier.MEMORY);
    index.used(variantKey(1, 11), 0.25);
    index.used(variantKey(1, 11), 0.25);
    index.used(variantKey(1, 12), 0.05);
    index.used(variantKey(1, 13), 1.0);
    index.used(variantKey(1, 13), 0.5);
    index.used(variantKey(1, 11), 0.4);

    assertThat(score(variantKey(1, 11))).isCloseTo(10.5, within(1e-9));
    assertThat(score(variantKey(1, 12))).isCloseTo(20, within(1e-9));
    assertThat(score(variantKey(1, 13))).isCloseTo(3, within(1e-9));
    assertThat(add(1, 14, Tier.MEMORY)).containsExactly(variantKey(1, 13));
    assertThat(keys(1)).containsExactly(variantKey(1, 12), variantKey(1, 11), variantKey(1, 14));
  }

  @Test
  void add_nothingWasUsed_theOldestLeavesAndTheNewestIsFirst() {
    add(1, 11, Tier.MEMORY);
    add(1, 12, Tier.MEMORY);
    add(1, 13, Tier.MEMORY);

    assertThat(add(1, 14, Tier.MEMORY)).containsExactly(variantKey(1, 11));
    assertThat(keys(1)).containsExactly(variantKey(1, 14), variantKey(1, 13), variantKey(1, 12));
  }

  @Test
  void add_knownVariant_takesNoPlaceAndKeepsItsScore() {
    add(1, 11, Tier.MEMORY);
    index.used(variantKey(1, 11), 0.5);

    assertThat(add(1, 11, Tier.DISK)).isEmpty();
    assertThat(keys(1)).containsExactly(variantKey(1, 11));
    assertThat(score(variantKey(1, 11))).isEqualTo(2);
  }

  @Test
  void add_worthMoreBefore_hasTheLargerScoreAsOfNow() {
    add(1, 11, Tier.MEMORY);
    for (int use = 0; use < 10; use++) {
      index.used(variantKey(1, 11), 1);
    }

    add(1, 11, Tier.DISK, new UseScore(8, 0));
    assertThat(score(variantKey(1, 11))).isEqualTo(5);
    add(1, 11, Tier.DISK, new UseScore(12, 0));
    assertThat(score(variantKey(1, 11))).isEqualTo(6);
    add(1, 12, Tier.DISK, new UseScore(3, 1));
    assertThat(score(variantKey(1, 12))).isEqualTo(3);
  }

  @Test
  void worth_afterUses_tellsScoresEpochAndUses() {
    add(1, 11, Tier.MEMORY);
    add(1, 12, Tier.DISK);
    for (int use = 0; use < 11; use++) {
      index.used(variantKey(1, 11), 0.5);
    }

    VariantIndex.Worth worth = index.worth();

    assertThat(worth.scores())
        .containsOnly(Map.entry(variantKey(1, 11), 12.0), Map.entry(variantKey(1, 12), 0.0));
    assertThat(worth.epoch()).isEqualTo(1);
    assertThat(worth.uses()).isEqualTo(11);
  }

  @Test
  void remove_oneOfTwoTiers_theOtherStillHasIt() {
    add(1, 11, Tier.MEMORY);
    add(1, 11, Tier.DISK);
    assertThat(index.variants(key(1)).get(0).tier()).isEqualTo(Tier.MEMORY);

    index.remove(variantKey(1, 11), Tier.MEMORY);
    assertThat(index.variants(key(1)).get(0).tier()).isEqualTo(Tier.DISK);

    index.remove(variantKey(1, 11), Tier.DISK);
    assertThat(index.variants(key(1))).isEmpty();
    assertThat(index.find(variantKey(1, 11))).isNull();
  }

  @Test
  void used_withoutOverhead_isBounded() {
    add(1, 11, Tier.MEMORY);

    index.used(variantKey(1, 11), 0);

    assertThat(score(variantKey(1, 11))).isEqualTo(100);
  }

  @Test
  void used_tenTimesForEachChunk_halvesAllScores() {
    add(1, 11, Tier.MEMORY);
    add(2, 11, Tier.MEMORY);
    index.used(variantKey(2, 11), 1);
    for (int use = 0; use < 18; use++) {
      index.used(variantKey(1, 11), 1);
    }
    assertThat(score(variantKey(1, 11))).isEqualTo(18);

    index.used(variantKey(1, 11), 1);

    assertThat(score(variantKey(1, 11))).isEqualTo(9.5);
    assertThat(score(variantKey(2, 11))).isEqualTo(0.5);
  }
}
