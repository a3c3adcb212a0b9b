package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that claims its missing chunks. Thread-safe. */
final class ChunkRequest implements ChunkClaims.Waiter {

  /*
   * Two requests that wait for each other's chunks would wait for ever. So each takes its chunks in
   * the order of their keys, one after the other: who waits for a chunk holds only smaller ones, and
   * somebody always waits for none.
   */

  private final ChunkClaims claims;
  private final Function<ChunkKey, @Nullable LoadedChunk> lookup;
  private final Set<VariantKey> unusable;
  private final Deque<ChunkKey> rest;
  private final Map<ChunkKey, LoadedChunk> found = new HashMap<>();
  private final Set<ChunkKey> held = new LinkedHashSet<>();
  private final CompletableFuture<Claims> result = new CompletableFuture<>();

  /**
   * Creates a request.
   *
   * @param lookup finds a variant of a chunk that is not unusable
   * @param unusable the variants for which it does not want to wait
   */
  ChunkRequest(
      ChunkClaims claims,
      Function<ChunkKey, @Nullable LoadedChunk> lookup,
      Collection<ChunkKey> chunks,
      Set<VariantKey> unusable) {
    this.claims = claims;
    this.lookup = lookup;
    this.unusable = Set.copyOf(unusable);
    this.rest =
        new ArrayDeque<>(
            chunks.stream().distinct().sorted(Comparator.comparing(ChunkKey::hex)).toList());
  }

  /** Starts it; the result may be cancelled, or fail with any other exception, at any time. */
  CompletableFuture<Claims> start() {
    result.exceptionally(
        failure -> {
          releaseAll();
          return null;
        });
    advance(() -> {});
    return result;
  }

  @Override
  public void onFound(LoadedChunk chunk) {
    advance(
        () -> {
          if (!unusable.contains(chunk.key())) {
            found.put(rest.remove(), chunk);
          }
        });
  }

  @Override
  public void onTurn() {
    advance(() -> own(rest.remove()));
  }

  @Override
  public boolean isGone() {
    return result.isDone();
  }

  private void advance(Runnable first) {
    try {
      if (claimRest(first) && !result.complete(new Claims(found, held, this::release))) {
        releaseAll();
      }
    } catch (RuntimeException | Error failure) {
      result.completeExceptionally(failure);
    }
  }

  /** Claims what is left and tells whether that is done; if not, it waits for one. */
  private synchronized boolean claimRest(Runnable first) {
    first.run();
    while (!rest.isEmpty() && !result.isDone()) {
      if (!claims.acquire(rest.element(), this)) {
        return false;
      }
      own(rest.remove());
    }
    return true;
  }

  /** Computes a chunk, unless someone has put it just before. */
  private void own(ChunkKey chunk) {
    held.add(chunk);
    LoadedChunk present = lookup.apply(chunk);
    if (present != null) {
      held.remove(chunk);
      found.put(chunk, present);
      claims.resolve(present);
    }
  }

  private synchronized void releaseAll() {
    held.forEach(this::release);
  }

  private void release(ChunkKey chunk) {
    claims.release(chunk, this);
  }
}
