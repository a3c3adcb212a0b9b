package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.BYTES;
import static dev.pith.ragcache.store.TestKv.LAYOUT;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.kv;
import static dev.pith.ragcache.store.TestKv.numbers;
import static dev.pith.ragcache.store.TestKv.partial;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ChunkStoreTest {

  private static final StoreSettings ROOMY = StoreSettings.defaults().withMemoryBytes(100 * BYTES);

  private ChunkStore store = ChunkStore.open(ROOMY);

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen(StoreSettings settings) {
    store.close();
    store = ChunkStore.open(settings);
  }

  private List<VariantKey> keys(int chunk) {
    return store.variants(key(chunk)).stream().map(KnownVariant::key).toList();
  }

  @Test
  void load_whatWasPut_isThereAtOnce() {
    Variant variant = variant(1, 7, 8);
    store.put(variant);

    LoadedChunk loaded = store.load(variant.key()).orElseThrow();

    loaded.awaitLayer(2);
    assertThat(loaded.chunk()).isSameAs(variant.kv());
    assertThat(loaded.profile()).isSameAs(variant.profile());
    assertThat(loaded.tier()).isEqualTo(Tier.MEMORY);
    assertThat(store.stats().memoryHits()).isEqualTo(1);
    assertThat(store.layerNanos(Tier.MEMORY, 4)).isEmpty();
  }

  @Test
  void load_otherOrderOfTheSamePrefix_isAMiss() {
    store.put(variant(1, 7, 8));

    assertThat(store.load(variantKey(1, 8, 7))).isEmpty();
    assertThat(store.load(variantKey(2, 7, 8))).isEmpty();
    assertThat(store.stats().misses()).isEqualTo(2);
  }

  @Test
  void variants_severalOfAChunk_bestUseScoreFirst() {
    store.put(variant(1, 7));
    store.put(variant(1, 8));
    store.put(variant(1));
    store.put(variant(2, 7));
    store.used(variantKey(1, 7), 0.5);
    store.used(variantKey(1, 8), 0.1);

    assertThat(keys(1)).containsExactly(variantKey(1, 8), variantKey(1, 7), variantKey(1));
    assertThat(store.variants(key(1)).get(0).useScore()).isCloseTo(10, within(1e-9));
    assertThat(store.variants(key(3))).isEmpty();
  }

  @Test
  void put_oneVariantTooMany_theLeastUsedLeavesTheMemory() {
    reopen(ROOMY.withMaxVariants(2));
    store.put(variant(1, 7));
    store.put(variant(1, 8));
    store.used(variantKey(1, 7), 1);

    store.put(variant(1, 9));

    assertThat(keys(1)).containsExactly(variantKey(1, 7), variantKey(1, 9));
    assertThat(store.load(variantKey(1, 8))).isEmpty();
    assertThat(store.stats().memoryBytes()).isEqualTo(2 * kib(BYTES));
    assertThat(store.stats().surplus()).isEqualTo(1);
  }

  @Test
  void put_moreThanTheMemoryHolds_whatLeavesIsNoLongerListed() {
    reopen(ROOMY.withMemoryBytes(5 * kib(BYTES)));
    for (int chunk = 0; chunk < 20; chunk++) {
      store.put(variant(chunk, 7));
    }

    int listed = 0;
    for (int chunk = 0; chunk < 20; chunk++) {
      Optional<LoadedChunk> loaded = store.load(variantKey(chunk, 7));
      loaded.ifPresent(TestKv::assertRight);
      assertThat(keys(chunk)).hasSize(loaded.isPresent() ? 1 : 0);
      listed += keys(chunk).size();
    }
    assertThat(listed).isEqualTo(5);
    assertThat(store.stats().memoryBytes()).isEqualTo(5 * kib(BYTES));
    assertThat(store.stats().memory().evictionCount()).isEqualTo(15);
  }

  @Test
  void put_variantLargerThanTheMemory_isNotKeptAndNothingElseLeaves() {
    reopen(ROOMY.withMemoryBytes(5 * kib(BYTES)));
    store.put(variant(1, 7));
    ChunkKvCodec.Layout large =
        new ChunkKvCodec.Layout(3, 2, 16, LAYOUT.type(), 6 * LAYOUT.tokens());

    store.put(TestKv.variant(variantKey(2, 7), large, false));

    assertThat(keys(1)).hasSize(1);
    assertThat(keys(2)).isEmpty();
    assertThat(store.stats().memoryBytes()).isEqualTo(kib(BYTES));
  }

  @Test
  void put_sameKeyAgain_replacesUnlessItKnowsLess() {
    store.put(partial(1, 7));
    Variant complete = variant(1, 7);
    store.put(complete);
    assertThat(store.load(complete.key()).orElseThrow().profile().partial()).isFalse();

    store.put(partial(1, 7));

    assertThat(store.load(complete.key()).orElseThrow().chunk()).isSameAs(complete.kv());
    assertThat(store.variants(key(1)).get(0).profile()).isSameAs(complete.profile());
    assertThat(store.stats().memoryBytes()).isEqualTo(kib(BYTES));
  }

  @ParameterizedTest
  @EnumSource(StorageFormat.class)
  void load_packedMemory_unpacksWhatWasPut(StorageFormat format) {
    reopen(ROOMY.withMemoryFormat(format));
    VariantKey key = variantKey(1, 7);
    store.put(variant(1, 7));

    LoadedChunk loaded = store.load(key).orElseThrow();

    loaded.awaitLayer(0);
    float[] found = numbers(loaded.awaitAll());
    float[] expected = numbers(kv(key, LAYOUT));
    double error = 0;
    for (int i = 0; i < found.length; i++) {
      error = Math.max(error, Math.abs(found[i] - expected[i]));
    }
    long bytes = LAYOUT.bytes(format.codec(LAYOUT));
    assertThat(store.stats().memoryBytes()).isEqualTo(kib(bytes));
    if (format == StorageFormat.EXACT) {
      assertThat(error).isZero();
    } else {
      assertThat(error).isPositive().isLessThan(0.03);
      assertThat(store.layerNanos(Tier.MEMORY, 4).orElseThrow()).isPositive();
    }
  }

  @Test
  void used_overheadOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.used(variantKey(1), Double.NaN))
        .withMessage("overhead must be in [0, 1]: NaN");
  }

  @Test
  void put_profileOfAnotherContext_isRefused() {
    Variant variant = variant(1, 7);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Variant(variantKey(1, 8), variant.profile(), variant.kv()))
        .withMessageContaining("must have the prefix of the key");
  }

  @Test
  void put_kvOfAnotherEngine_isRefused() {
    Variant foreign =
        new Variant(variantKey(1), variant(1).profile(), new ForeignKv(LAYOUT.tokens()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put(foreign))
        .withMessageContaining("another kind of engine");
  }

  @Test
  void close_openStore_isAnEmptyOne() {
    store.put(variant(1, 7));

    store.close();
    store.put(variant(2, 7));

    assertThat(store.variants(key(1))).isEmpty();
    assertThat(store.variants(key(2))).isEmpty();
    assertThat(store.load(variantKey(1, 7))).isEmpty();
    assertThat(store.claim(List.of(key(1)), Set.of()).join().toCompute()).containsExactly(key(1));
  }

  @Test
  void load_storeIsClosedAfterwards_keepsItsKv() {
    store.put(variant(1, 7));
    LoadedChunk loaded = store.load(variantKey(1, 7)).orElseThrow();

    store.close();

    assertRight(loaded);
  }

  private static long kib(long bytes) {
    return (bytes + 1023) / 1024 * 1024;
  }

  private record ForeignKv(int length) implements ChunkKv {
    @Override
    public long bytes() {
      return 1;
    }
  }
}
