package dev.pith.ragcache.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreSettings;
import org.junit.jupiter.api.Test;

class PreloadingTest {

  private static final int LAYERS = 10;

  private static Preloading preloading() {
    return new Preloading(ChunkStore.open(StoreSettings.defaults()), LAYERS);
  }

  @Test
  void depth_nothingSeenOrNothingToRun_isTheFirstLayer() {
    Preloading preloading = preloading();

    assertThat(preloading.depth(1e9, 100)).isEqualTo(1);
    preloading.computed(10, 1_000);
    assertThat(preloading.depth(1e9, 0)).isEqualTo(1);
  }

  @Test
  void depth_loadingSlowerThanComputing_growsWithTheDifference() {
    Preloading preloading = preloading();
    preloading.computed(10, 10_000); // 100 ns a row and layer

    assertThat(preloading.depth(500, 5)).isEqualTo(1); // as fast as it is computed
    assertThat(preloading.depth(1_000, 5)).isEqualTo(6); // half of the last nine, and one
    assertThat(preloading.depth(1e12, 5)).isEqualTo(LAYERS);
  }

  @Test
  void computed_aShorterTime_countsAtOnceAndALongerOneLittle() {
    Preloading preloading = preloading();
    preloading.computed(10, 20_000);
    preloading.computed(10, 10_000);
    assertThat(preloading.depth(500, 5)).isEqualTo(1);

    preloading.computed(10, 110_000); // 100 ns become 200
    assertThat(preloading.depth(1_000, 5)).isEqualTo(1);
    assertThat(preloading.depth(1_100, 5)).isEqualTo(2);
  }
}
