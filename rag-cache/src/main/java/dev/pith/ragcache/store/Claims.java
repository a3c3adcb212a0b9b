package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which chunks of a request are there and which it is to compute. Close it, however the computing
 * ends: what was not {@linkplain ChunkStore#put put} by then is left to the next one who waits.
 */
public final class Claims implements AutoCloseable {

  private final Map<ChunkKey, LoadedChunk> found;
  private final Set<ChunkKey> toCompute;
  private final Consumer<ChunkKey> release;

  Claims(Map<ChunkKey, LoadedChunk> found, Set<ChunkKey> toCompute, Consumer<ChunkKey> release) {
    this.found = Map.copyOf(found);
    this.toCompute = Set.copyOf(toCompute);
    this.release = release;
  }

  /** Returns the KV of a chunk that someone has put; nothing when it is to be computed. */
  public Optional<LoadedChunk> found(ChunkKey chunk) {
    return Optional.ofNullable(found.get(chunk));
  }

  /** Returns the chunks that the holder is to compute while others wait for them. */
  public Set<ChunkKey> toCompute() {
    return toCompute;
  }

  /** Leaves what was not put to others. A second call does nothing. */
  @Override
  public void close() {
    toCompute.forEach(release);
  }
}
