package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KvPoolTest {

  private static final KvShape SHAPE = new KvShape(2, 1, 8, KvType.F32);

  private final KvPool pool = new KvPool(SHAPE);

  /** As every prompt with chunks does: what it reads is movable, and settles when it was read. */
  @Test
  void release_blocksThatSettled_areUsedAgainByMovableOnes() {
    for (int prompt = 0; prompt < 100; prompt++) {
      pool.release(pool.settled(pool.acquire(true)));
    }

    assertThat(pool.bytes()).isEqualTo(KvBlock.bytes(SHAPE, false));
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void release_movableBlocks_areUsedAgainByOthers() {
    pool.release(pool.acquire(true));
    KvBlock other = pool.acquire(false);

    assertThat(other.isMovable()).isFalse();
    assertThat(pool.bytes()).isEqualTo(KvBlock.bytes(SHAPE, false)).isEqualTo(pool.usedBytes());
  }

  @Test
  void acquire_blockOfTheOtherKind_isEmpty() {
    for (boolean movable : new boolean[] {true, false}) {
      KvBlock used = pool.acquire(!movable);
      float[] ones = new float[SHAPE.width()];
      Arrays.fill(ones, 1);
      used.putKeys(1, 3, ones, 0);
      used.putRawKeys(1, 3, ones, 0);
      used.putValues(1, 3, ones, 0);
      pool.release(used);

      KvBlock again = pool.acquire(movable);

      float[] found = new float[SHAPE.width()];
      again.getKeys(1, 3, found, 0);
      assertThat(found).containsOnly(0);
      again.getValues(1, 3, found, 0);
      assertThat(found).containsOnly(0);
      assertThat(again.getRawKeys(1, 3, found, 0)).isEqualTo(movable);
      assertThat(found).containsOnly(0);
      pool.release(again);
    }
  }
}
