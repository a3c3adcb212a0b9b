package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.BYTES;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks run at once here, so that what is waited for is there when the cause returns. */
@Timeout(120)
class ChunkStoreClaimsTest {

  private final ChunkStore store =
      new ChunkStore(
          StoreSettings.defaults().withMemoryBytes(100 * BYTES),
          null,
          new StoreThreads(
              Executors.newSingleThreadExecutor(),
              Executors.newSingleThreadExecutor(),
              Runnable::run,
              System::nanoTime),
          new FileCalls());

  @AfterEach
  void close() {
    store.close();
  }

  private CompletableFuture<Claims> claim(ChunkKey... chunks) {
    return store.claim(List.of(chunks), Set.of());
  }

  private static Claims now(CompletableFuture<Claims> future) {
    assertThat(future).isCompleted();
    return future.join();
  }

  @Test
  void claim_missingChunk_oneComputesAndTheOthersGetWhatItPuts() {
    Claims first = now(claim(key(1)));
    List<CompletableFuture<Claims>> others =
        Stream.generate(() -> claim(key(1))).limit(20).toList();
    assertThat(first.toCompute()).containsExactly(key(1));
    assertThat(others).noneMatch(CompletableFuture::isDone);

    Variant variant = variant(1, 7);
    store.put(variant);

    for (CompletableFuture<Claims> other : others) {
      Claims granted = now(other);
      assertThat(granted.toCompute()).isEmpty();
      assertThat(granted.found(key(1)).orElseThrow().awaitAll()).isSameAs(variant.kv());
    }
    assertThat(store.stats().computed()).isEqualTo(1);
  }

  @Test
  void close_nothingWasPut_exactlyOneWaiterComputes() {
    Claims first = now(claim(key(1)));
    CompletableFuture<Claims> second = claim(key(1));
    CompletableFuture<Claims> third = claim(key(1));

    first.close();
    first.close();

    assertThat(now(second).toCompute()).containsExactly(key(1));
    assertThat(third).isNotDone();
    now(second).close();
    assertThat(now(third).toCompute()).containsExactly(key(1));
    now(third).close();
    assertThat(now(claim(key(1))).toCompute()).containsExactly(key(1));
  }

  @Test
  void close_afterPut_leavesTheClaimOfTheNextOneAlone() {
    Claims first = now(claim(key(1)));
    store.put(variant(1, 7));
    Claims second = now(store.claim(List.of(key(1)), Set.of(variantKey(1, 7))));
    assertThat(second.toCompute()).containsExactly(key(1));
    CompletableFuture<Claims> third = store.claim(List.of(key(1)), Set.of(variantKey(1, 7)));

    first.close();

    assertThat(third).isNotDone();
  }

  @Test
  void claim_chunkWasPutJustBefore_isFound() {
    store.put(variant(1, 7));

    Claims granted = now(claim(key(1), key(2)));

    assertThat(granted.found(key(1))).isPresent();
    assertThat(granted.found(key(2))).isEmpty();
    assertThat(granted.toCompute()).containsExactly(key(2));
  }

  @Test
  void claim_unusableVariantIsPut_waiterComputesItsOwn() {
    now(claim(key(1)));
    CompletableFuture<Claims> choosy = store.claim(List.of(key(1)), Set.of(variantKey(1, 7)));

    store.put(variant(1, 7));

    assertThat(now(choosy).toCompute()).containsExactly(key(1));
  }

  @Test
  void claim_chunksInOppositeOrder_neverWaitsInACircle() {
    Claims first = now(claim(key(1)));
    CompletableFuture<Claims> second = claim(key(1), key(2));
    CompletableFuture<Claims> third = claim(key(2), key(1));
    CompletableFuture<Claims> fourth = claim(key(2), key(1), key(2));

    first.close();

    List<CompletableFuture<Claims>> waiting = new ArrayList<>(List.of(second, third, fourth));
    for (int round = 3; round > 0; round--) {
      List<CompletableFuture<Claims>> done =
          waiting.stream().filter(CompletableFuture::isDone).toList();
      assertThat(done).as("round %s", round).hasSize(1);
      assertThat(now(done.get(0)).toCompute()).containsExactlyInAnyOrder(key(1), key(2));
      waiting.removeIf(CompletableFuture::isDone);
      now(done.get(0)).close();
    }
  }

  @Test
  void cancel_whileWaiting_givesBackWhatItHolds() {
    List<ChunkKey> sorted =
        Stream.of(key(1), key(2)).sorted((a, b) -> a.hex().compareTo(b.hex())).toList();
    Claims last = now(claim(sorted.get(1)));
    CompletableFuture<Claims> both = claim(sorted.get(0), sorted.get(1));
    CompletableFuture<Claims> waiting = claim(sorted.get(0));
    assertThat(waiting).isNotDone();

    both.cancel(false);

    assertThat(now(waiting).toCompute()).containsExactly(sorted.get(0));
    last.close();
    assertThat(now(claim(sorted.get(1))).toCompute()).containsExactly(sorted.get(1));
    assertThat(both).isCompletedExceptionally().isCancelled();
  }

  @Test
  void close_thousandsWaitAndGiveUp_theLastOneStillGetsItsTurn() {
    Claims first = now(claim(key(1)));
    List<CompletableFuture<Claims>> waiting =
        IntStream.range(0, 1_000).mapToObj(i -> claim(key(1))).toList();
    waiting.subList(0, 999).forEach(future -> future.cancel(false));

    first.close();

    assertThat(now(waiting.get(999)).toCompute()).containsExactly(key(1));
    assertThat(waiting.get(0)).isCompletedExceptionally();
  }

  @Test
  void put_byOneWhoDidNotClaim_endsTheWaiting() {
    Claims slow = now(claim(key(1)));
    CompletableFuture<Claims> waiting = claim(key(1));

    store.put(variant(1, 7));

    assertThat(now(waiting).found(key(1))).isPresent();
    slow.close();
    assertThat(now(claim(key(1))).found(key(1))).isPresent();
  }

  @Test
  void close_ofTheStore_allWaitersComputeThemselves() {
    now(claim(key(1)));
    List<CompletableFuture<Claims>> waiting = List.of(claim(key(1)), claim(key(1)));

    store.close();

    for (CompletableFuture<Claims> each : waiting) {
      assertThat(now(each).toCompute()).containsExactly(key(1));
    }
  }

  @Test
  void claim_cancelledBeforeItsTurn_saysSo() {
    now(claim(key(1)));
    CompletableFuture<Claims> waiting = claim(key(1));

    waiting.cancel(false);

    assertThat(waiting).isCompletedExceptionally();
    assertThat(waiting.handle((claims, failure) -> failure).join())
        .isInstanceOf(CancellationException.class);
  }
}
